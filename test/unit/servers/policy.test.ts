import { describe, expect, it } from "vitest";
import { parseServers } from "../../../src/core/servers/parse.ts";
import { applyPolicy, type McpPolicy } from "../../../src/core/servers/policy.ts";

const SERVERS = parseServers({
  crm: { url: "https://crm.example.com/mcp" },
  notes: { url: "https://notes.other.example/mcp" },
});
const NO_RULES: McpPolicy = { access: "all", allowed: null, denied: undefined };

describe("The organization's rules for MCP servers", () => {
  it.each<[string, Partial<McpPolicy>, readonly string[]]>([
    ["allow all where there are none", {}, ["crm", "notes"]],
    ["allow none where access is off", { access: "none" }, []],
    ["allow none where the list is empty", { allowed: [] }, []],
    ["allow by name", { allowed: [{ serverName: "crm" }] }, ["crm"]],
    ["allow by address", { allowed: [{ serverUrl: "https://CRM.example.com/mcp" }] }, ["crm"]],
    ["allow by pattern", { allowed: [{ serverUrl: "https://*.example.com/*" }] }, ["crm"]],
    [
      "take a pattern's dots as dots",
      {
        allowed: [
          { serverUrl: "https://crmXexample.com/*" },
          { serverUrl: "https://crm.example.com*" },
        ],
      },
      ["crm"],
    ],
    ["deny by name", { denied: [{ serverName: "crm" }] }, ["notes"]],
    [
      "deny what is allowed too",
      { allowed: [{ serverUrl: "*" }], denied: [{ serverUrl: "*other.example*" }] },
      ["crm"],
    ],
    ["do not let a gateway's address pass", { allowed: [{ serverUrl: "http://127.0.0.1:*" }] }, []],
    ["skip entries that mean no server", { allowed: [7, { serverCommand: ["x"] }, null] }, []],
  ])("%s", (_title, rules, names) => {
    const { servers, findings } = applyPolicy(SERVERS, { ...NO_RULES, ...rules });
    expect([servers.map(({ name }) => name), findings.map(({ server }) => server)]).toEqual([
      names,
      ["crm", "notes"].filter((name) => !names.includes(name)),
    ]);
  });
});
