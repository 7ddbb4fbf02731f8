import { t } from "@vscode/l10n";
import { isObject } from "../guards.ts";
import type { ParsedServers, SettingsFinding } from "./parse.ts";
import type { Server } from "./server.ts";

/** The organization's rules for MCP servers, as the editor's settings `chat.mcp.*` have them. Unknown until parsed. */
export interface McpPolicy {
  /** `chat.mcp.access`: `none` turns MCP off. */
  readonly access: unknown;
  /** `chat.mcp.allowedServers`: where it is a list, only servers in it may run. */
  readonly allowed: unknown;
  /** `chat.mcp.deniedServers`: wins over the allow list. */
  readonly denied: unknown;
}

/**
 * Takes out the servers that the organization's rules forbid, and says so in a finding for each. The editor applies
 * these rules to what it connects to, which is the gateway's address for every server of ours: so that the gateway
 * weakens no rule, they are applied here to the real name and address.
 */
export function applyPolicy(parsed: ParsedServers, policy: McpPolicy): ParsedServers {
  const allowed = Array.isArray(policy.allowed) ? policy.allowed : undefined;
  const denied = Array.isArray(policy.denied) ? policy.denied : [];
  const mayRun = (server: Server) =>
    policy.access !== "none" &&
    !denied.some((matcher) => matches(matcher, server)) &&
    (allowed === undefined || allowed.some((matcher) => matches(matcher, server)));
  const blocked = parsed.servers.filter((server) => !mayRun(server));
  if (blocked.length === 0) return parsed;
  return {
    servers: parsed.servers.filter(mayRun),
    findings: [...parsed.findings, ...blocked.map(findingOf)],
  };
}

function findingOf({ name }: Server): SettingsFinding {
  return {
    code: "blockedByPolicy",
    severity: "error",
    message: t(
      "Your organization’s rules for MCP servers do not allow “{0}”. Ask your administrator.",
      name,
    ),
    server: name,
    path: [name],
    fixes: [],
  };
}

/** Whether an entry of a list means this server: by its exact name, or by its address, in which `*` stands for anything. */
function matches(matcher: unknown, server: Server): boolean {
  if (!isObject(matcher)) return false;
  const { serverName, serverUrl } = matcher;
  if (typeof serverName === "string") return serverName === server.name;
  if (typeof serverUrl !== "string") return false;
  if (!serverUrl.includes("*")) return sameAddress(serverUrl, server.url);
  const pattern = serverUrl.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`, "i").test(server.url);
}

function sameAddress(one: string, other: string): boolean {
  return URL.canParse(one) && new URL(one).href.toLowerCase() === other.toLowerCase();
}
