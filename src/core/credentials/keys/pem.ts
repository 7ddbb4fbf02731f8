/** One block of a PEM file (RFC 7468), or of its older form with headers (RFC 1421). */
export interface PemBlock {
  /** What stands after BEGIN, such as `PRIVATE KEY`. */
  readonly label: string;
  readonly bytes: Buffer;
  /** The block in its standard form, with line breaks where they belong. */
  readonly text: string;
  /** Whether its headers say that it is encrypted. */
  readonly encrypted: boolean;
}

const BEGIN = /-----BEGIN ([A-Z0-9 ]{1,40})-----/g;
const HEADERS = /^\s*Proc-Type:\s*4\s*,\s*ENCRYPTED\s+DEK-Info:\s*([A-Z0-9-]+\s*,\s*[0-9A-F]+)\s+/i;
const LINE = /.{1,64}/g;

/**
 * Finds the blocks of a text that have both a beginning and an end, whatever stands around them.
 * Forgives what copying does to a key: line breaks that became spaces, or the two characters `\n`.
 */
export function findPemBlocks(text: string): PemBlock[] {
  const unescaped = text.replaceAll(/\\r|\\n/g, "\n");
  return [...unescaped.matchAll(BEGIN)].flatMap(({ 0: begin, 1: label = "", index }) => {
    const start = index + begin.length;
    const end = unescaped.indexOf(`-----END ${label}-----`, start);
    return end === -1 ? [] : [toBlock(label, unescaped.slice(start, end))];
  });
}

function toBlock(label: string, content: string): PemBlock {
  const dekInfo = HEADERS.exec(content)?.[1]?.replaceAll(/\s/g, "");
  const base64 = content.replace(HEADERS, "").replaceAll(/\s/g, "");
  const headers =
    dekInfo === undefined ? [] : ["Proc-Type: 4,ENCRYPTED", `DEK-Info: ${dekInfo}`, ""];
  const lines = base64.match(LINE) ?? [];
  return {
    label,
    bytes: Buffer.from(base64, "base64"),
    text: [`-----BEGIN ${label}-----`, ...headers, ...lines, `-----END ${label}-----`, ""].join(
      "\n",
    ),
    encrypted: dekInfo !== undefined,
  };
}
