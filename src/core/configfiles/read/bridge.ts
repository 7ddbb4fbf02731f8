import type { ConfigNode, Span } from "../syntax/node.ts";
import { spanOf, spanText, subSpan } from "../syntax/node.ts";
import type { HeaderEntry } from "./entry.ts";

/** What the arguments of `mcp-remote` say. */
export interface Bridge {
  readonly url: Span | undefined;
  readonly headers: readonly HeaderEntry[];
  /** Header arguments that the bridge ignores, as they are not `--header` and `Name:Value`. */
  readonly malformed: readonly Span[];
  /** The headers that were meant by those. */
  readonly meant: readonly HeaderEntry[];
  readonly allowHttp: boolean;
  readonly transport: string | undefined;
}

const PACKAGE = /^(?:.*[\\/])?mcp-remote(?:@[^\\/]*)?$/;

/**
 * Whether `mcp-remote` connects to a host over http without `--allow-http`. It knows these two names only: no other
 * loopback address will do (`isLocalhost` of mcp-remote 0.15).
 */
export function isHttpAllowed(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1";
}

/** Tells whether an argument or a command is the `mcp-remote` package. */
export function isBridgePackage(text: string): boolean {
  return PACKAGE.test(text);
}

/** Reads the arguments that stand behind the package's name. */
export function readBridge(args: readonly Span[]): Bridge {
  const headers: HeaderEntry[] = [];
  const malformed: Span[] = [];
  const meant: HeaderEntry[] = [];
  const rest: Span[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const [option, next, after] = args.slice(index, index + 3);
    if (option === undefined) break;
    const form = headerForm(option, next, after);
    if (form === undefined) {
      rest.push(option);
      continue;
    }
    if (form.malformed === undefined && form.header !== undefined) headers.push(form.header);
    if (form.malformed !== undefined) {
      malformed.push(form.malformed);
      if (form.header !== undefined) meant.push(form.header);
    }
    index += form.taken - 1;
  }
  const texts = rest.map(spanText);
  const transport = texts.indexOf("--transport");
  return {
    url: rest.find((arg) => !spanText(arg).startsWith("-")),
    headers,
    malformed,
    meant,
    allowHttp: texts.includes("--allow-http"),
    transport: transport < 0 ? undefined : texts[transport + 1],
  };
}

/** A header among the arguments, and how many of them it takes. */
interface HeaderForm {
  readonly taken: number;
  readonly header: HeaderEntry | undefined;
  /** The argument that is not as it should be. */
  readonly malformed?: Span;
}

/** Recognizes a header by its option; undefined where none begins here. */
function headerForm(
  option: Span,
  next: Span | undefined,
  after: Span | undefined,
): HeaderForm | undefined {
  const text = spanText(option);
  if (text.startsWith("--header=")) {
    const header = readHeaderArgument(subSpan(option, "--header=".length));
    return { taken: 1, header, malformed: option };
  }
  const header = next && readHeaderArgument(next);
  if (text === "-H" || text === "--headers") return { taken: 2, header, malformed: option };
  if (text !== "--header") return undefined;
  if (next === undefined) return { taken: 1, header, malformed: option };
  if (header !== undefined) return { taken: 2, header };
  return { ...nameAndValue(next, after), malformed: next };
}

/** `Name=value`, or name and value as arguments of their own. */
function nameAndValue(name: Span, after: Span | undefined): Omit<HeaderForm, "malformed"> {
  const equals = /^[\w-]+=/.exec(spanText(name))?.[0].length;
  if (equals !== undefined) {
    const header = { name: subSpan(name, 0, equals - 1), value: subSpan(name, equals) };
    return { taken: 2, header: { ...header, origin: "argument" } };
  }
  if (after === undefined || !isPair(name, after)) return { taken: 2, header: undefined };
  return { taken: 3, header: { name, value: after, origin: "argument" } };
}

/** Whether two arguments are a header's name and its value. */
export function isPair(name: Span, value: Span): boolean {
  return /^[\w-]+$/.test(spanText(name)) && !spanText(value).startsWith("-");
}

/** Splits `Name: value` at its first colon; undefined where there is none. */
export function readHeaderArgument(arg: Span): HeaderEntry | undefined {
  const text = spanText(arg);
  const colon = text.indexOf(":");
  if (colon <= 0) return undefined;
  const valueStart = colon + 1 + (/^[ \t]*/.exec(text.slice(colon + 1))?.[0].length ?? 0);
  return {
    name: subSpan(arg, 0, colon),
    value: subSpan(arg, valueStart),
    origin: "argument",
  };
}

/** The strings of an `args` array; what is not a string is left out. */
export function argumentsOf(node: ConfigNode | undefined): Span[] {
  if (node?.type !== "array") return [];
  return node.items.flatMap((item) => (item.type === "string" ? [spanOf(item)] : []));
}
