import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { edit, explain } from "../check/fixes.ts";
import type { FileRule, Found } from "../check/rule.ts";
import type { ConfigFile } from "../read/configFile.ts";
import type { SyntaxProblem } from "../syntax/node.ts";

/** A file that its client cannot read. Comments and trailing commas count only where the client stops at them. */
export const syntax: FileRule = {
  id: "syntax",
  severity: "error",
  stage: "file",
  scope: "file",
  find(file) {
    if (file.text.trim() === "" || file.text.trim() === "\uFEFF") return [];
    const invalid = file.problems.find(({ problem }) => problem === "invalid");
    if (invalid !== undefined) return [invalidAt(file, invalid)];
    if (!file.format.strict || file.kind.syntax === "toml") return [];
    return file.problems.flatMap((problem) => refused(file, problem));
  },
};

function invalidAt(file: ConfigFile, { offset, length }: SyntaxProblem): Found {
  const language = file.kind.syntax === "toml" ? "TOML" : "JSON";
  return {
    range: { offset, length },
    message: t(
      "The file is not valid {0} from here on, so {1} reads none of its servers.",
      language,
      file.format.client,
    ),
    // The editor knows JSON by itself, and has no such service for TOML.
    ...(file.kind.syntax === "json" && { underlinedByEditor: true }),
    fixes: fixesFor(file),
  };
}

/** Puts the outer braces around a file that begins with a key. */
function fixesFor({ text, root, kind }: ConfigFile): Fix[] {
  const isWrapped = /^\s*[{[]/.test(text.replace("\uFEFF", ""));
  if (kind.syntax === "toml" || isWrapped || root?.type !== "object" || root.members.length === 0) {
    return [explain("syntax")];
  }
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  return [
    edit(
      t("Put braces around the file"),
      [
        { range: { offset: start, length: 0 }, text: "{\n" },
        { range: { offset: text.length, length: 0 }, text: text.endsWith("\n") ? "}\n" : "\n}\n" },
      ],
      false,
    ),
  ];
}

function refused(
  { format, text }: ConfigFile,
  { problem, offset, length }: SyntaxProblem,
): Found[] {
  if (problem === "byteOrderMark" || problem === "invalid") return [];
  const range = { offset, length };
  const { client } = format;
  if (problem === "comment") {
    const removal = commentRemoval(text, offset, length);
    return [
      {
        range,
        message: t(
          "{0} does not accept comments in this file, so it reads none of its servers.",
          client,
        ),
        fixes: [edit(t("Remove the comment"), [removal], false)],
      },
    ];
  }
  return [
    {
      range,
      message: t(
        "{0} does not accept a comma behind the last entry in this file, so it reads none of its servers.",
        client,
      ),
      fixes: [edit(t("Remove the comma"), [{ range, text: "" }], true)],
    },
  ];
}

/** A comment with the blanks in front of it, or with its line where it has that for itself. */
function commentRemoval(text: string, offset: number, length: number) {
  const before = /(^|\n)?[ \t]*$/.exec(text.slice(0, offset));
  const start = offset - (before?.[0].trimStart() === "" ? before[0].replace("\n", "").length : 0);
  const isWholeLine = before?.[1] !== undefined;
  const end = offset + length;
  const lineEnd = isWholeLine ? (/^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0) : 0;
  return { range: { offset: start, length: end + lineEnd - start }, text: "" };
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | the outer braces are missing
"mcpServers": {
  "a": { "url": "https://a.example.com/mcp" }
}
--- finds
error syntax - 1 ":" underlined
--- fixed
{
"mcpServers": {
  "a": { "url": "https://a.example.com/mcp" }
}
}
=== .mcp.json | comments and trailing commas, which Claude Code refuses
{
  // our servers
  "mcpServers": {
    "a": { "type": "http", "url": "https://a.example.com/mcp" }, /* the last one */
  }
}
--- finds
error syntax - 2 "// our servers"
error syntax - 4 ","
error syntax - 4 "/* the last one */"
--- fixed
{
  "mcpServers": {
    "a": { "type": "http", "url": "https://a.example.com/mcp" }
  }
}
=== .codex/config.toml | broken TOML
[mcp_servers.a]
url = "https://a.example.com/mcp
http_headers = { "Authorisation" = "x" }
--- finds
error syntax - 2 "\n"
error headerName a 3 "Authorisation"
--- fixed
[mcp_servers.a]
url = "https://a.example.com/mcp
http_headers = { "Authorization" = "x" }
=== .mcp.json | a comment in the style of a shell
{
  # servers
  "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } }
}
--- finds
error syntax - 2 "#" underlined
`;
