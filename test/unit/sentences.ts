/** A text that a source writes in quotes, with the line it begins in and what it is an argument of. */
export interface WrittenText {
  readonly line: number;
  /** What stands between the quotes, with `{}` for each value that a template puts in. */
  readonly text: string;
  /** The function that it is handed to, such as `t` or `log.info`; empty where it is no argument. */
  readonly callee: string;
  /** The member that it is the value of, such as `title`; empty for every other text. */
  readonly member: string;
}

/** A slash begins a regular expression after these, and divides after everything else. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};<>+\-*%~^]|\b(?:return|case|typeof|of|in))\s*$/;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[\n])+\/[a-z]*/y;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//y;
const STRING = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/y;

/** The texts in a source that Prettier has formatted, those within templates included. */
export function textsOf(source: string): WrittenText[] {
  const texts: WrittenText[] = [];
  scan(source, 0, [], texts);
  return texts;
}

/** Reads code from `start` to the brace that closes it or to the end; gives the place behind. */
function scan(source: string, start: number, outer: readonly string[], texts: WrittenText[]) {
  const open: string[] = [...outer];
  let at = start;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const note = (text: string, from: number) => {
    const before = source.slice(Math.max(0, from - 200), from);
    texts.push({
      line: source.slice(0, from).split("\n").length,
      text,
      callee: open.at(-1) ?? "",
      member: /\b(\w+):(?:\s*\(\)\s*=>)?\s*$/.exec(before)?.[1] ?? "",
    });
  };
  while (at < source.length) {
    const character = source[at] ?? "";
    const skipped =
      match(COMMENT) ??
      (BEFORE_REGEX.test(source.slice(Math.max(0, at - 20), at)) ? match(REGEX) : undefined);
    if (character === "/" && skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const string = match(STRING);
    if (string !== undefined) {
      note(string.slice(1, -1), at);
      at += string.length;
      continue;
    }
    if (character === "`") {
      const from = at;
      let text = "";
      at += 1;
      while (at < source.length && source[at] !== "`") {
        if (source.startsWith("${", at)) {
          at = scan(source, at + 2, [""], texts);
          text += "{}";
        } else {
          const length = source[at] === "\\" ? 2 : 1;
          text += source.slice(at, at + length);
          at += length;
        }
      }
      note(text, from);
      at += 1;
      continue;
    }
    at += 1;
    if (character === "(")
      open.push(/([\w.#?]+)$/.exec(source.slice(Math.max(0, at - 60), at - 1))?.[1] ?? "");
    else if (character === "{" || character === "[") open.push("");
    else if (character === ")" || character === "]") open.pop();
    else if (character === "}") {
      if (open.length === outer.length) return at;
      open.pop();
    }
  }
  return at;
}
