/**
 * Tells a JWT from an opaque token (R12): three parts in base64url, of which the first is a JSON object with `alg`
 * (RFC 7515 section 3.1). Says nothing about the signature.
 */
export function looksLikeJwt(token: string): boolean {
  const parts = token.split(".");
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) return false;
  return "alg" in (decodeJsonObject(parts[0] ?? "") ?? {});
}

/** Decodes a base64url part that holds a JSON object; nothing when it does not. */
export function decodeJsonObject(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? { ...value }
      : undefined;
  } catch {
    return undefined;
  }
}
