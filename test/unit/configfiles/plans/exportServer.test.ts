import { describe, expect, it } from "vitest";
import type { ConfigFormat } from "../../../../src/core/configfiles/clients/format.ts";
import { FORMATS } from "../../../../src/core/configfiles/clients/index.ts";
import {
  EXPORT_FORMATS,
  exportServer,
} from "../../../../src/core/configfiles/plans/exportServer.ts";
import type { ExportedServer } from "../../../../src/core/configfiles/plans/exportServer.ts";
import { fileFindings } from "../check/observed.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { parseServers } from "../../../../src/core/servers/parse.ts";
import type { Server } from "../../../../src/core/servers/server.ts";

function serverOf(entry: object): Server {
  const [server] = parseServers({ workboard: entry }).servers;
  if (server === undefined) throw new Error("The test's server is wrong.");
  return server;
}

const workboard = serverOf({ url: "https://www.myworkboard.com/wb/mcp", auth: { type: "token" } });
const keyed = serverOf({
  url: "https://a.example.com/mcp",
  headers: { "X-Region": "eu" },
  auth: { type: "token", header: "X-API-Key" },
});
const oauth = serverOf({ url: "https://a.example.com/sse", type: "sse", auth: { type: "oauth" } });
const CLIENTS = EXPORT_FORMATS.map(({ id }) => id);

/** Exports to a client by its id. */
function exported(server: Server, client: string, token?: Secret): ExportedServer {
  const format = EXPORT_FORMATS.find(({ id }) => id === client);
  if (format === undefined) throw new Error(`Nothing is exported to ${client}.`);
  return exportServer(server, format, token);
}

describe("R23: exportServer", () => {
  it.each([
    [
      "cursor",
      {
        mcpServers: {
          workboard: {
            url: "https://www.myworkboard.com/wb/mcp",
            headers: { Authorization: "Bearer ${env:WORKBOARD_TOKEN}" },
          },
        },
      },
    ],
    [
      "windsurf",
      {
        mcpServers: {
          workboard: {
            serverUrl: "https://www.myworkboard.com/wb/mcp",
            headers: { Authorization: "Bearer ${env:WORKBOARD_TOKEN}" },
          },
        },
      },
    ],
    [
      "claudeCode",
      {
        mcpServers: {
          workboard: {
            type: "http",
            url: "https://www.myworkboard.com/wb/mcp",
            headers: { Authorization: "Bearer ${WORKBOARD_TOKEN}" },
          },
        },
      },
    ],
    [
      "vscode",
      {
        inputs: [
          {
            type: "promptString",
            id: "workboard-token",
            description: "Token of workboard",
            password: true,
          },
        ],
        servers: {
          workboard: {
            type: "http",
            url: "https://www.myworkboard.com/wb/mcp",
            headers: { Authorization: "Bearer ${input:workboard-token}" },
          },
        },
      },
    ],
    [
      "claudeDesktop",
      {
        mcpServers: {
          workboard: {
            command: "npx",
            args: [
              "-y",
              "mcp-remote",
              "https://www.myworkboard.com/wb/mcp",
              "--header",
              "Authorization:${AUTH_HEADER}",
            ],
            env: { AUTH_HEADER: "Bearer YOUR_WORKBOARD_TOKEN" },
          },
        },
      },
    ],
  ] as const)("writes a token server for %s without the token", (client, file) => {
    expect(JSON.parse(exported(workboard, client).text)).toEqual(file);
  });

  it("writes it for Codex, which names variables in keys of their own", () => {
    expect(exported(workboard, "codex")).toEqual({
      file: "~/.codex/config.toml",
      text: '[mcp_servers."workboard"]\nurl = "https://www.myworkboard.com/wb/mcp"\nbearer_token_env_var = "WORKBOARD_TOKEN"\n',
      variable: "WORKBOARD_TOKEN",
    });
    expect(exported(keyed, "codex").text).toBe(
      '[mcp_servers."workboard"]\nurl = "https://a.example.com/mcp"\nhttp_headers = { "X-Region" = "eu" }\nenv_http_headers = { "X-API-Key" = "WORKBOARD_TOKEN" }\n',
    );
  });

  it("goes to the clients that the request names, and to whichever says so of itself", () => {
    const named = ["claudeCode", "claudeDesktop", "codex", "cursor", "vscode", "windsurf"];
    const saying = Object.values<ConfigFormat>(FORMATS).filter(({ exportTo }) => exportTo);
    expect([named.filter((client) => !CLIENTS.includes(client)), CLIENTS.toSorted()]).toEqual([
      [],
      saying.map(({ id }) => id),
    ]);
  });

  it.each(CLIENTS)("gives %s a file in which only the placeholder is found", (client) => {
    for (const server of [workboard, keyed, oauth]) {
      const { file, text } = exported(server, client);
      const codes = fileFindings(`/w/${file}`, text).map(({ code }) => code);
      const hasPlaceholder = client === "claudeDesktop" && server !== oauth;
      expect(codes).toEqual(hasPlaceholder ? ["placeholder"] : []);
    }
  });

  it.each(CLIENTS)("writes the token for %s only where it is given", (client) => {
    const token = new Secret("fake-0123456789-abcdef");
    expect(exported(workboard, client, token).text).toContain("fake-0123456789-abcdef");
    expect(exported(workboard, client).text).not.toContain("fake-0123456789-abcdef");
  });

  it.each([
    ["cursor", "https://${env:HOST}/mcp", "${env:GATE}", "Key ${env:WORKBOARD_X_KEY}"],
    ["claudeCode", "https://${HOST}/mcp", "${GATE}", "Key ${WORKBOARD_X_KEY}"],
    ["vscode", "https://${env:HOST}/mcp", "${env:GATE}", "Key ${env:WORKBOARD_X_KEY}"],
  ] as const)(
    "gives %s the references of an address and of further secrets, and nothing that they stand for",
    (client, url, gate, key) => {
      const entry = {
        url: "https://${env:HOST}/mcp",
        auth: { type: "token", token: "${env:MINE}" },
        headers: { "X-Gate": "${env:GATE}" },
        secretHeaders: { "X-Key": { scheme: "Key" } },
      };
      const [server] = parseServers({ workboard: entry }, () => "hidden.example").servers;
      if (server === undefined) throw new Error("The test's server is wrong.");
      const { text } = exported(server, client);
      expect(text).not.toContain("hidden");
      expect(Object.values(JSON.parse(text)).at(-1)).toEqual({
        workboard: expect.objectContaining({
          url,
          headers: expect.objectContaining({ "X-Gate": gate, "X-Key": key }),
        }),
      });
    },
  );
});
