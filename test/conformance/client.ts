// The conformance suite's client: `client.ts <server URL>`. Signs in with the extension's own OAuth engine, then
// initializes, lists the tools and calls them. Exits with 1 and a sentence when that fails.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { createOAuthEngine } from "../../src/core/oauth/engine.ts";
import type { Logger } from "../../src/core/log.ts";
import { authorizedFetch } from "./authorizedFetch.ts";
import { headlessInteraction } from "./headless.ts";
import { settingsOf, type ScenarioContext } from "./scenario.ts";

const log: Logger = {
  trace() {},
  debug: (message) => console.error(message),
  info: (message) => console.error(message),
  warn: (message) => console.error(message),
  error: (message) => console.error(message),
};

async function run(url: string): Promise<void> {
  const scenario = process.env["MCP_CONFORMANCE_SCENARIO"] ?? "";
  const { server, secrets } = settingsOf(url, scenario, contextOf(process.env));
  const engine = createOAuthEngine({ fetch, log, now: Date.now });
  const client = new Client({ name: "mcp-connect-conformance", version: "1.0.0" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), {
      fetch: authorizedFetch(engine, server, headlessInteraction(), secrets),
    }),
  );
  const { tools } = await client.listTools();
  for (const tool of tools) await client.callTool({ name: tool.name, arguments: {} });
  await client.close();
}

function contextOf(environment: NodeJS.ProcessEnv): ScenarioContext {
  const text = environment["MCP_CONFORMANCE_CONTEXT"];
  const context: unknown = text === undefined ? {} : JSON.parse(text);
  if (typeof context !== "object" || context === null) return {};
  return Object.fromEntries(
    Object.entries(context).filter((entry): entry is [string, string] => {
      return typeof entry[1] === "string";
    }),
  );
}

const url = process.argv.at(-1);
if (process.argv.length < 3 || url === undefined || !URL.canParse(url)) {
  console.error("Give the address of an MCP server.");
  process.exitCode = 2;
} else {
  try {
    await run(url);
  } catch (error) {
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : "Failed.");
    process.exitCode = 1;
  }
}
