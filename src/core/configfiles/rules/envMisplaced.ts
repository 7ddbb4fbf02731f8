import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { edit, explain, moveInto } from "../check/fixes.ts";
import type { FileRule } from "../check/rule.ts";
import type { Section } from "../read/entry.ts";
import { appendMember, removeMember } from "../syntax/memberEdits.ts";
import type { Member } from "../syntax/node.ts";
import { memberOf, rangeEnd } from "../syntax/node.ts";

/** `env` beside the servers instead of inside one, where it is taken for a server of that name (R22). */
export const envMisplaced: FileRule = {
  id: "envMisplaced",
  severity: "error",
  stage: "file",
  scope: "file",
  find(file) {
    if (file.kind.syntax !== "json") return [];
    return file.sections.flatMap((section) => {
      if (section.list.type !== "object") return [];
      const member = memberOf(section.list, "env");
      if (member === undefined || !isEnvironment(member)) return [];
      return {
        range: { offset: member.key.offset, length: member.key.length },
        message: t(
          "“env” stands beside the servers and not inside one, so {0} takes it for a server and no command gets these variables.",
          section.format.client,
        ),
        fixes: fixesFor(file.text, section, member),
      };
    });
  },
};

function isEnvironment({ value }: Member): boolean {
  if (value?.type !== "object" || value.members.length === 0) return false;
  return value.members.every(
    (one) => one.value?.type === "string" && !/^(?:command|url)$/.test(one.key.value),
  );
}

function fixesFor(text: string, { servers, list }: Section, member: Member): Fix[] {
  const commands = servers.filter(({ command }) => command !== undefined);
  const [only] = commands;
  const isClear =
    commands.length === 1 && only !== undefined && memberOf(only.node, "env") === undefined;
  if (!isClear || list.type !== "object" || member.value === undefined) {
    return [explain("envMisplaced")];
  }
  const value = text.slice(member.value.offset, rangeEnd(member.value));
  return [
    edit(
      moveInto(only.name),
      [...removeMember(text, list, member), appendMember(text, only.node, "env", value)],
      false,
    ),
  ];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== claude_desktop_config.json | the environment beside the server
{
  "mcpServers": {
    "a": {
      "command": "npx",
      "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "Authorization:\${AUTH_HEADER}"]
    },
    "env": { "NODE_EXTRA_CA_CERTS": "/etc/ssl/company.pem" }
  }
}
--- finds
error envMisplaced - 7 "\"env\""
--- fixed
{
  "mcpServers": {
    "a": {
      "command": "npx",
      "args": ["mcp-remote", "https://a.example.com/mcp", "--header", "Authorization:\${AUTH_HEADER}"],
      "env": { "NODE_EXTRA_CA_CERTS": "/etc/ssl/company.pem" }
    }
  }
}
`;
