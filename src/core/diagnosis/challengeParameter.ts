// A parameter of any challenge: the name, then a quoted string or a token (RFC 9110, section 11.2).
const PARAMETER = /(?:^|[\s,])([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/** The first value of an authentication parameter over all `WWW-Authenticate` fields, for recognizing evidence. */
export function challengeParameter(fields: readonly string[], name: string): string | undefined {
  for (const field of fields) {
    for (const [, key, quoted, token] of field.matchAll(PARAMETER)) {
      if (key?.toLowerCase() === name) return quoted?.replaceAll(/\\(.)/g, "$1") ?? token;
    }
  }
  return undefined;
}
