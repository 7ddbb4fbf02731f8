const USUAL_HEADERS = [
  "authorization",
  "authorisation",
  "proxy-authorization",
  "api-token",
  "x-api-token",
  "x-api-key",
  "api-key",
  "x-auth-token",
  "x-access-token",
];
const QUOTES = new Map([
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["“", "”"],
  ["‘", "’"],
  ["«", "»"],
]);
const SHELL_ASSIGNMENT =
  /^(?:export\s+|set\s+|setx\s+|\$env:)([A-Za-z_]\w*)(?:\s*=\s*|\s+)([\s\S]+)$/i;
// Upper case with an underscore: what begins a token like this does not go on with an equals sign.
const DOTENV_ASSIGNMENT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*=\s*(?!=)([\s\S]+)$/;
const MOST_LAYERS = 8;

/**
 * Removes what a token was copied with, layer by layer, up to its scheme: quotes, a header line among others,
 * JSON around the header, `export NAME=`, a `curl` command.
 * Nothing when the text is JSON in which no header stands out.
 */
export function unwrapPastedToken(text: string, ownHeader?: string): string | undefined {
  const headers = new Set([...USUAL_HEADERS, ...(ownHeader ? [ownHeader.toLowerCase()] : [])]);
  let current = text.trim();
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const inner = removeLayer(current, headers)?.trim();
    if (inner === undefined) return undefined;
    if (inner === current) break;
    current = inner;
  }
  return current;
}

function removeLayer(text: string, headers: ReadonlySet<string>): string | undefined {
  const json = parseFragment(text);
  if (json !== undefined) return typeof json === "string" ? json : findHeader(json, headers);
  return (
    fromCommand(text, headers) ??
    fromHeaderLine(text, headers) ??
    SHELL_ASSIGNMENT.exec(text)?.[2] ??
    DOTENV_ASSIGNMENT.exec(text)?.[1] ??
    withoutQuotes(text)
  );
}

/** JSON, or a property of an object such as `"Authorization": "Bearer x",`; nothing for what is neither. */
function parseFragment(text: string): unknown {
  const fragment = text.replace(/,$/, "");
  if (/^"[^"]*"\s*:/.test(fragment)) return parseJson(`{${fragment}}`);
  return /^["{[]/.test(fragment) ? parseJson(fragment) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value of the one header among all properties, at whatever depth; else of the only property there is. */
function findHeader(json: unknown, headers: ReadonlySet<string>): string | undefined {
  const found = textProperties(json);
  const named = found.filter(([name]) => headers.has(name.toLowerCase()));
  const [only, ...more] = named.length > 0 ? named : found;
  return more.length === 0 ? only?.[1] : undefined;
}

/** All properties with a text, without recursion: what is pasted may be nested as deeply as it likes. */
function textProperties(json: unknown): [name: string, value: string][] {
  const found: [string, string][] = [];
  const open = [json];
  while (open.length > 0) {
    const holder = open.pop();
    if (typeof holder !== "object" || holder === null) continue;
    for (const [name, value] of Object.entries(holder)) {
      if (typeof value === "string") found.push([name, value]);
      else open.push(value);
    }
  }
  return found;
}

/** The header of a command: `curl … -H 'Authorization: Bearer x' …`. */
function fromCommand(text: string, headers: ReadonlySet<string>): string | undefined {
  for (const match of text.matchAll(/(?:-H|--header)[\s=]*(?:"([^"]*)"|'([^']*)')/g)) {
    const value = fromHeaderLine(match[1] ?? match[2] ?? "", headers);
    if (value !== undefined) return value;
  }
  return undefined;
}

function fromHeaderLine(text: string, headers: ReadonlySet<string>): string | undefined {
  const lines = text.split(/[\r\n]+/).map((line) => /^\s*([\w-]+)\s*:\s*(.*)$/.exec(line));
  const at = lines.findIndex((line) => headers.has(line?.[1]?.toLowerCase() ?? ""));
  if (at === -1) return undefined;
  // Up to the next header: the value itself may have been wrapped.
  const next = lines.findIndex((line, index) => index > at && line !== null);
  const rest = text.split(/[\r\n]+/).slice(at + 1, next === -1 ? undefined : next);
  return [lines[at]?.[2] ?? "", ...rest].join("\n");
}

function withoutQuotes(text: string): string {
  const closing = QUOTES.get(text[0] ?? "");
  if (closing === undefined) return text;
  const body = text.slice(1).replace(/[,;]$/, "").trimEnd();
  return body.endsWith(closing) ? body.slice(0, -1) : text;
}
