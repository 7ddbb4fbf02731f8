/** Code of the JSON-RPC error when the user has to act before the server can be used. */
export const BLOCKED_CODE = -32050;
/** Code of the JSON-RPC error when the server could not be reached. */
export const UNREACHABLE_CODE = -32051;

/** Longest batch that is looked through for its methods. */
const MAX_BATCH_BYTES = 64 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** The members of a message that tell what it is. */
interface Envelope {
  readonly method: string | undefined;
  readonly id: string | number | undefined;
}

/**
 * The JSON-RPC methods that a body names, in order. Reads no further than the method of a single message,
 * so that the size of its parameters costs nothing; anything that is no JSON-RPC gives none.
 */
export function readMethods(body: Buffer): readonly string[] {
  const start = skipBlank(body, 0);
  if (body[start] === OPEN_OBJECT) {
    const { method } = readEnvelope(body, start, "method");
    return method === undefined ? [] : [method];
  }
  if (body[start] !== OPEN_ARRAY || body.length > MAX_BATCH_BYTES) return [];
  const messages = parse(body);
  return Array.isArray(messages) ? messages.flatMap((message) => methodOf(message) ?? []) : [];
}

/** What to answer to a body in the server's place: an error for each request in it, or nothing where it holds none. */
export interface ErrorAnswer {
  readonly status: 200 | 202;
  /** JSON text; empty with 202. */
  readonly body: string;
}

/**
 * Answers each request in a body with an error, a batch with a batch. Notifications and responses are accepted
 * silently. A body that is cut off or no JSON is answered with the id that can still be read in it, else with null.
 */
export function errorAnswer(body: Buffer, code: number, message: string): ErrorAnswer {
  const error = (id: unknown) => ({ jsonrpc: "2.0", id, error: { code, message } });
  const parsed = parse(body);
  if (parsed === undefined) {
    const { id } = readEnvelope(body, skipBlank(body, 0), "id");
    return { status: 200, body: JSON.stringify(error(id ?? null)) };
  }
  const messages: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const errors = messages.flatMap((one) => {
    const id = requestIdOf(one);
    return id === undefined ? [] : [error(id)];
  });
  if (errors.length > 0)
    return { status: 200, body: JSON.stringify(Array.isArray(parsed) ? errors : errors[0]) };
  if (messages.some((one) => typeof one === "object" && one !== null))
    return { status: 202, body: "" };
  return { status: 200, body: JSON.stringify(error(null)) };
}

function requestIdOf(message: unknown): string | number | null | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  if (methodOf(message) === undefined || !("id" in message)) return undefined;
  const { id } = message;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

function methodOf(message: unknown): string | undefined {
  if (typeof message !== "object" || message === null || !("method" in message)) return undefined;
  return typeof message.method === "string" ? message.method : undefined;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Walks the members of the object at `start` until the wanted one, over nested values without building them. */
function readEnvelope(bytes: Buffer, start: number, wanted: keyof Envelope): Envelope {
  const found: { method: string | undefined; id: string | number | undefined } = {
    method: undefined,
    id: undefined,
  };
  if (bytes[start] !== OPEN_OBJECT) return found;
  let at = skipBlank(bytes, start + 1);
  while (bytes[at] === QUOTE) {
    const nameEnd = skipString(bytes, at);
    const colon = skipBlank(bytes, nameEnd);
    if (bytes[colon] !== COLON) return found;
    const valueStart = skipBlank(bytes, colon + 1);
    const valueEnd = skipValue(bytes, valueStart);
    // Where the bytes end, half a number would read like a whole one.
    if (valueEnd >= bytes.length) return found;
    const name = bytes.toString("latin1", at + 1, nameEnd - 1);
    if (name === "method" || name === "id") {
      const value = scalar(bytes, valueStart, valueEnd);
      if (name === "method" && typeof value === "string") found.method = value;
      if (name === "id" && (typeof value === "string" || typeof value === "number"))
        found.id = value;
      if (found[wanted] !== undefined) return found;
    }
    const next = skipBlank(bytes, valueEnd);
    if (bytes[next] !== COMMA) return found;
    at = skipBlank(bytes, next + 1);
  }
  return found;
}

/** A JSON value; a plain string, which nearly all are, without the parser. */
function scalar(bytes: Buffer, start: number, end: number): unknown {
  if (bytes[start] === QUOTE) {
    const text = bytes.toString("latin1", start + 1, end - 1);
    if (/^[\w/.$:-]*$/.test(text)) return text;
  }
  return parse(bytes.subarray(start, end));
}

function skipBlank(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
}

/** Offset behind the closing quote of the string at `start`, or behind the last byte. */
function skipString(bytes: Buffer, start: number): number {
  let from = start + 1;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, from);
    if (quote === -1) return bytes.length;
    let before = quote - 1;
    while (bytes[before] === BACKSLASH) before--;
    if ((quote - before) % 2 === 1) return quote + 1;
    from = quote + 1;
  }
}

/** Offset behind the value at `start`, or behind the last byte. */
function skipValue(bytes: Buffer, start: number): number {
  if (bytes[start] === QUOTE) return skipString(bytes, start);
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      continue;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (depth === 0) return at;
      depth--;
      if (depth === 0) return at + 1;
    } else if (byte === COMMA && depth === 0) return at;
    at++;
  }
  return at;
}
