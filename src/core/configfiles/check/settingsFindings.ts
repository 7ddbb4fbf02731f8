import type { Environment } from "../../environment.ts";
import type { Finding } from "../../finding.ts";
import { parseServers } from "../../servers/parse.ts";
import type { ConfigFile } from "../read/configFile.ts";
import type { ConfigNode, Member } from "../syntax/node.ts";
import { memberOf, rangeEnd } from "../syntax/node.ts";

/**
 * What the parser of `mcpConnect.servers` says about a settings file beyond what the rules found in it, with places in
 * its text. In the editor the settings themselves are parsed; this is for files alone, on the command line.
 */
export function settingsFindings(
  file: ConfigFile,
  found: readonly Finding[],
  environment: Environment,
): Finding[] {
  return file.sections.flatMap(({ format, root, list }) => {
    if (!format.isOwn || root === undefined) return [];
    return parseServers(valueOf(list), environment).findings.flatMap(
      ({ path: steps, ...finding }) => {
        const member = memberAt(root, steps);
        if (isSaid(member, found)) return [];
        return { ...finding, range: { offset: member.key.offset, length: member.key.length } };
      },
    );
  });
}

/** Whether a rule found something in a member that holds a single value; the parser then says the same again. */
function isSaid({ key, value }: Member, found: readonly Finding[]): boolean {
  if (value === undefined || value.type === "object") return false;
  return found.some(
    ({ range }) =>
      range !== undefined && range.offset >= key.offset && rangeEnd(range) <= rangeEnd(value),
  );
}

/** The deepest member on the way that exists. */
function memberAt(root: Member, steps: readonly string[]): Member {
  let member = root;
  for (const step of steps) {
    const next = memberOf(member.value, step);
    if (next === undefined) break;
    member = next;
  }
  return member;
}

function valueOf(node: ConfigNode | undefined): unknown {
  switch (node?.type) {
    case "object":
      return Object.fromEntries(node.members.map(({ key, value }) => [key.value, valueOf(value)]));
    case "array":
      return node.items.map(valueOf);
    case "string":
    case "scalar":
      return node.value;
    case undefined:
      return undefined;
  }
}
