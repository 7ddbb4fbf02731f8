/** The beginning of the SHA-256 digest of a text, in hexadecimal digits. Loads `node:crypto` on first use, not at activation. */
export function digest(text: string, length: number): string {
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
