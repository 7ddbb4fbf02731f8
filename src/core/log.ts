/** Where the core reports what it does. Lines carry no secret and no text that a server wrote unescaped. */
export interface Logger {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A logger that drops everything, for callers that have no output channel. */
export const silentLogger: Logger = {
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
};

const MAX_QUOTED_LENGTH = 200;

/** What JSON leaves as it is and viewers still take for a line's end, a control or a change of direction. */
const UNESCAPED = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Quotes text from outside for a log line: one line, JSON-encoded, at most 200 characters, so that it cannot forge a line. */
export function quoted(text: string): string {
  return JSON.stringify(
    text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text,
  ).replaceAll(UNESCAPED, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
