/** One challenge of a `WWW-Authenticate` field (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case; of a repeated parameter the first value stands. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What OAuth takes from the challenges of a protected resource. */
export interface ResourceChallenge {
  /** `resource_metadata` (RFC 9728, section 5.1), as sent. */
  readonly resourceMetadata?: string;
  readonly scopes?: readonly string[];
  /** `error` (RFC 6750, section 3.1). */
  readonly error?: string;
  /** The server wants proofs of possession (RFC 9449, section 7.1). */
  readonly wantsDpop: boolean;
}

/** Longer fields are cut: no server needs more, and parsing stays cheap. */
const MAX_FIELD_LENGTH = 16_384;

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const TOKEN68_REST = /[0-9A-Za-z\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"/y;
const UNQUOTED = /[^\s,"]+/y;
const BLANKS_AND_COMMAS = /[\s,]*/y;
const BLANKS = /[ \t]*/y;

/**
 * Parses every challenge in every field value: several schemes in one field, any order of parameters, quoted strings.
 * What cannot be read is skipped up to the next comma; never throws.
 */
export function parseChallenges(fields: readonly string[]): Challenge[] {
  return fields.flatMap((field) => parseField(field.slice(0, MAX_FIELD_LENGTH)));
}

/** Picks what OAuth needs: Bearer and DPoP challenges count, the first to name a thing wins. */
export function readResourceChallenge(fields: readonly string[]): ResourceChallenge {
  const relevant = parseChallenges(fields).filter(
    ({ scheme }) => scheme === "bearer" || scheme === "dpop",
  );
  const first = (name: string) =>
    relevant.map(({ parameters }) => parameters[name]).find((value) => value !== undefined);
  const resourceMetadata = first("resource_metadata");
  const scopes = first("scope")?.split(/\s+/).filter(Boolean);
  const error = first("error");
  return {
    ...(resourceMetadata !== undefined && { resourceMetadata }),
    ...(scopes !== undefined && scopes.length > 0 && { scopes }),
    ...(error !== undefined && { error }),
    // A server that takes bearer tokens as well does not insist on proofs.
    wantsDpop: relevant.length > 0 && relevant.every(({ scheme }) => scheme === "dpop"),
  };
}

function parseField(field: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(field);
    if (match) at = pattern.lastIndex;
    return match;
  };

  for (;;) {
    take(BLANKS_AND_COMMAS);
    if (at >= field.length) return challenges;
    const name = take(TOKEN)?.[0];
    if (name === undefined) {
      at = nextComma(field, at);
      continue;
    }
    const afterName = at;
    take(BLANKS);
    // `name =` belongs to the challenge under way; a name without `=` opens a new one.
    const current = challenges.at(-1);
    if (field[at] === "=" && current) {
      at += 1;
      take(BLANKS);
      const value = take(QUOTED)?.[1]?.replaceAll(/\\([\s\S])/g, "$1") ?? take(UNQUOTED)?.[0];
      if (value === undefined) at = nextComma(field, at);
      else if (!Object.hasOwn(current.parameters, name.toLowerCase()))
        current.parameters[name.toLowerCase()] = value;
      continue;
    }
    if (field[at] === "=") {
      at = nextComma(field, at);
      continue;
    }
    challenges.push({ scheme: name.toLowerCase(), parameters: emptyParameters() });
    if (at > afterName) take(TOKEN68_REST);
  }
}

// A null prototype: a parameter may be called `__proto__`.
function emptyParameters(): Record<string, string> {
  const parameters: Record<string, string> = {};
  Object.setPrototypeOf(parameters, null);
  return parameters;
}

function nextComma(field: string, from: number): number {
  const comma = field.indexOf(",", from);
  return comma === -1 ? field.length : comma + 1;
}
