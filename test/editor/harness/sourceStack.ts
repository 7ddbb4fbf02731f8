import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { basename, dirname, relative, resolve } from "node:path";

/**
 * Makes a function that names the source's lines in a stack trace from a bundle, which has its map beside it.
 * The extension host formats its traces itself, past Node's own use of source maps.
 */
export function readSourceMap(bundle: string): (stack: string) => string {
  const payload: SourceMapPayload = JSON.parse(readFileSync(`${bundle}.map`, "utf8"));
  const map = new SourceMap(payload);
  const place = new RegExp(
    String.raw`[^\s()]*${basename(bundle).replaceAll(".", String.raw`\.`)}:(\d+):(\d+)`,
    "g",
  );
  return (stack) =>
    stack.replaceAll(place, (written: string, line: string, column: string) => {
      const origin = map.findOrigin(Number(line), Number(column));
      if (!("fileName" in origin)) return written;
      const file = relative(process.cwd(), resolve(dirname(bundle), origin.fileName));
      return `${file}:${origin.lineNumber}:${origin.columnNumber}`;
    });
}
