import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterEach, describe, expect, it } from "vitest";
import type { AuthorizationServer, TokenFacts } from "../../peers/authorizationServer.ts";
import { startEverything } from "../../peers/everything.ts";
import type { GateAccess } from "../../peers/gateAccess.ts";
import { PersonalTokens } from "../../peers/personalTokens.ts";
import { startTokenGate } from "../../peers/tokenGate.ts";

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function gateBefore(upstream: string, access: GateAccess) {
  const gate = await startTokenGate({ upstream, access });
  stops.push(gate.stop);
  return gate;
}

/** An authorization server that knows the tokens it is given, and nothing else. */
function knowing(
  tokens: Readonly<Record<string, TokenFacts>>,
): Pick<AuthorizationServer, "issuer" | "introspect"> {
  return { issuer: "http://127.0.0.1:9", introspect: async (token) => tokens[token] };
}

async function clientOf(url: string, headers: Record<string, string>): Promise<Client> {
  const client = new Client({ name: "test", version: "1.0.0" });
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  await client.connect(transport);
  stops.push(() => client.close());
  return client;
}

const NOBODY = "http://127.0.0.1:9/mcp";

describe("the token gate", () => {
  it("challenges as RFC 9728 says, and tells a bad token from none", async () => {
    const gate = await gateBefore(NOBODY, {
      kind: "oauth",
      authorizationServer: knowing({}),
      scopes: ["mcp:tools"],
    });
    const without = await fetch(gate.url, { method: "POST" });
    const bad = await fetch(gate.url, { headers: { authorization: "Bearer nonsense" } });
    const metadataUrl = `${gate.origin}/.well-known/oauth-protected-resource/mcp`;
    expect(
      [without, bad].map((answer) => [answer.status, answer.headers.get("www-authenticate")]),
    ).toEqual([
      [401, `Bearer resource_metadata="${metadataUrl}", scope="mcp:tools"`],
      [401, `Bearer resource_metadata="${metadataUrl}", scope="mcp:tools", error="invalid_token"`],
    ]);
    expect(await (await fetch(metadataUrl)).json()).toEqual({
      resource: gate.url,
      authorization_servers: ["http://127.0.0.1:9"],
      scopes_supported: ["mcp:tools"],
      bearer_methods_supported: ["header"],
    });
    expect([gate.hasReceived("nonsense"), gate.hasReceived("sense-less")]).toEqual([true, false]);
  });

  it("refuses a token for another server, and asks for the scope that is missing", async () => {
    const tokens: Record<string, TokenFacts> = {};
    const gate = await gateBefore(NOBODY, {
      kind: "oauth",
      authorizationServer: knowing(tokens),
      scopes: ["mcp:tools"],
    });
    const facts = { accountId: "Ann", clientId: "c", jkt: undefined };
    tokens["elsewhere"] = { ...facts, audience: ["http://127.0.0.1:9/mcp"], scopes: ["mcp:tools"] };
    tokens["narrow"] = { ...facts, audience: [gate.url], scopes: [] };
    const answers = await Promise.all(
      ["elsewhere", "narrow"].map((token) =>
        fetch(gate.url, { headers: { authorization: `Bearer ${token}` } }),
      ),
    );
    const metadata = `resource_metadata="${gate.origin}/.well-known/oauth-protected-resource/mcp"`;
    expect(
      answers.map((answer) => [answer.status, answer.headers.get("www-authenticate")]),
    ).toEqual([
      [401, `Bearer ${metadata}, scope="mcp:tools", error="invalid_token"`],
      [403, `Bearer ${metadata}, error="insufficient_scope", scope="mcp:tools"`],
    ]);
  });

  it("lets a personal token through to a real server, streams its progress, and stops it once revoked", async () => {
    const everything = await startEverything();
    stops.push(everything.stop);
    const tokens = new PersonalTokens();
    const gate = await gateBefore(everything.url, { kind: "token", tokens, header: "API-Token" });
    const token = tokens.add("Ann");
    const client = await clientOf(gate.url, { "API-Token": token });
    const progress: number[] = [];
    const result = await client.callTool(
      { name: "trigger-long-running-operation", arguments: { duration: 0.2, steps: 3 } },
      undefined,
      { onprogress: (event) => progress.push(event.progress) },
    );
    // The client drops a progress notification that comes in one piece with the result, as the last may.
    expect([progress.slice(0, 2), JSON.stringify(result.content)]).toEqual([
      [1, 2],
      expect.stringContaining("completed"),
    ]);
    const renewed = tokens.regenerate("Ann");
    const [old, fresh] = await Promise.all(
      [token, renewed].map((value) => fetch(gate.url, { headers: { "API-Token": value } })),
    );
    expect([old?.status, fresh?.status]).toEqual([401, 400]);
  });

  it("refuses on demand and is away while it is down", async () => {
    const tokens = new PersonalTokens();
    const gate = await gateBefore(NOBODY, { kind: "token", tokens });
    const token = tokens.add("Ann");
    const answer = async () =>
      (await fetch(gate.url, { headers: { authorization: `Bearer ${token}` } })).status;
    gate.refuseNext(401, 'Bearer error="invalid_token"');
    const refused = await answer();
    await gate.down();
    await expect(answer()).rejects.toThrow("fetch failed");
    await gate.up();
    expect([
      refused,
      await answer(),
      gate.seen.map(({ verdict, status }) => [verdict, status]),
    ]).toEqual([
      401,
      502,
      [
        ["refusedOnDemand", 401],
        ["allowed", 502],
      ],
    ]);
  });
});
