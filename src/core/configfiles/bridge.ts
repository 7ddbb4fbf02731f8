import type { ConfigNode, Span } from "./node.ts";
import { spanOf, spanText, subSpan } from "./node.ts";
import type { HeaderEntry } from "./entry.ts";

/** What the arguments of `mcp-remote` say. */
export interface Bridge {
  readonly url: Span | undefined;
  readonly headers: readonly HeaderEntry[];
  /** Header arguments that the bridge ignores, as they are not of the form `Name:Value`. */
  readonly malformed: readonly Span[];
  readonly allowHttp: boolean;
  readonly transport: string | undefined;
}

const PACKAGE = /^(?:.*[\\/])?mcp-remote(?:@[^\\/]*)?$/;

/** Tells whether an argument or a command is the `mcp-remote` package. */
export function isBridgePackage(text: string): boolean {
  return PACKAGE.test(text);
}

/** Reads the arguments that stand behind the package's name. */
export function readBridge(args: readonly Span[]): Bridge {
  const headers: HeaderEntry[] = [];
  const malformed: Span[] = [];
  let url: Span | undefined;
  let allowHttp = false;
  let transport: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    const text = spanText(arg);
    const next = args[index + 1];
    if (text === "--header") {
      if (next === undefined) {
        malformed.push(arg);
      } else {
        const header = readHeaderArgument(next);
        if (header === undefined) malformed.push(next);
        else headers.push(header);
      }
      index += 1;
    } else if (text.startsWith("--header=") || text === "-H" || text === "--headers") {
      malformed.push(arg);
      if (text === "-H" || text === "--headers") index += 1;
    } else if (text === "--allow-http") {
      allowHttp = true;
    } else if (text === "--transport") {
      transport = next && spanText(next);
      index += 1;
    } else if (url === undefined && !text.startsWith("-")) {
      url = arg;
    }
  }
  return { url, headers, malformed, allowHttp, transport };
}

/** Splits `Name: value` at its first colon; undefined where there is none. */
export function readHeaderArgument(arg: Span): HeaderEntry | undefined {
  const text = spanText(arg);
  const colon = text.indexOf(":");
  if (colon <= 0) return undefined;
  const valueStart = colon + 1 + (/^[ \t]*/.exec(text.slice(colon + 1))?.[0].length ?? 0);
  return {
    name: subSpan(arg, 0, colon),
    value: subSpan(arg, valueStart),
    origin: "argument",
  };
}

/** The strings of an `args` array; what is not a string is left out. */
export function argumentsOf(node: ConfigNode | undefined): Span[] {
  if (node?.type !== "array") return [];
  return node.items.flatMap((item) => (item.type === "string" ? [spanOf(item)] : []));
}
