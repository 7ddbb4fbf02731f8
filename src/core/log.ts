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

/** Quotes text from outside for a log line: one line, JSON-encoded, at most 200 characters, so that it cannot forge a line. */
export function quoted(text: string): string {
  return JSON.stringify(
    text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text,
  );
}
