import type { TextEdit } from "../../finding.ts";
import type { ConfigFile } from "../read/configFile.ts";

/** A line that holds nothing but an ignore comment with codes. */
const IGNORE_LINE = /^[ \t]*(?:\/\/|#)[ \t]*mcp-connect-ignore[ \t]+[\w, \t]*\w[ \t]*\r?$/;

/**
 * Silences a code for the line at an offset, and for the entry that begins there, by a comment above it.
 * Undefined where the file's client does not read comments.
 */
export function ignoreEdit(file: ConfigFile, offset: number, code: string): TextEdit | undefined {
  const { kind, text, format } = file;
  if (kind.syntax === "json" && format.strict) return undefined;
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const aboveStart = text.lastIndexOf("\n", lineStart - 2) + 1;
  const above = lineStart === 0 ? "" : text.slice(aboveStart, lineStart - 1);
  if (IGNORE_LINE.test(above)) {
    const end = aboveStart + above.trimEnd().length;
    return { range: { offset: end, length: 0 }, text: `, ${code}` };
  }
  const indentation = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
  const lineBreak = text.includes("\r\n") ? "\r\n" : "\n";
  const mark = kind.syntax === "toml" ? "#" : "//";
  return {
    range: { offset: lineStart + indentation.length, length: 0 },
    text: `${mark} mcp-connect-ignore ${code}${lineBreak}${indentation}`,
  };
}
