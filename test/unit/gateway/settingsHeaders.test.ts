import { createServer, request as httpRequest } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CredentialService } from "../../../src/core/credentials/request/service.ts";
import { createMemoryStore } from "../../../src/core/credentials/storage/memoryStore.ts";
import { CredentialStore } from "../../../src/core/credentials/storage/store.ts";
import { createGateway, type Gateway } from "../../../src/core/gateway/gateway.ts";
import { silentObserver } from "../../../src/core/gateway/observer.ts";
import { silentLogger } from "../../../src/core/log.ts";
import { parseServers } from "../../../src/core/servers/parse.ts";
import type { Server } from "../../../src/core/servers/server.ts";
import { closeServer, listenOnLoopback } from "../../peers/loopback.ts";

const VARIABLE = "the-value-of-the-variable";

/** Names and values by turns, as they arrived with the last request. */
let arrived: readonly string[] = [];
let origin = "";
let server: Server;
let count = 0;
let gateway: Gateway;

const peer = createServer((request, response) => {
  arrived = request.rawHeaders;
  request.resume().on("end", () => response.end("{}"));
});

beforeAll(async () => {
  origin = `http://127.0.0.1:${await listenOnLoopback(peer)}`;
  const store = new CredentialStore(createMemoryStore(), silentLogger);
  const credentials = new CredentialService(store, {
    engine: () => Promise.reject(new Error("Nobody signs in here.")),
    withLock: (_name, _signal, work) => work(),
    environment: () => VARIABLE,
    log: silentLogger,
    now: Date.now,
    explain: () => "refused",
    explainFailure: () => "failed",
  });
  gateway = createGateway({
    servers: { get: () => server },
    credentials,
    upstream: () => ({ strictSSL: true, useSystemCertificates: false, environment: {} }),
    log: silentLogger,
    observer: silentObserver,
    now: Date.now,
  });
  await gateway.start();
});

afterAll(async () => {
  await gateway.close();
  await closeServer(peer);
});

/** Sends a request as the editor does, and resolves to the header fields that reached the server, in lower case. */
async function sent(parsed: Server, method: string): Promise<(readonly [string, string])[]> {
  server = parsed;
  arrived = [];
  const { url, headers } = gateway.endpointOf(parsed.name);
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
  await new Promise<void>((resolve, reject) => {
    const editor = {
      ...headers,
      "content-type": "application/json",
      accept: "application/json",
      // Fields that the editor's connection names are not passed on; the settings' fields are.
      connection: "keep-alive, x-named, x-a",
      "x-named": "of the editor's connection",
    };
    httpRequest(url, { method, agent: false, headers: editor }, (response) =>
      response.resume().on("end", resolve),
    )
      .on("error", reject)
      .end(method === "POST" ? body : undefined);
  });
  return arrived.flatMap((name, at) =>
    at % 2 === 0 ? [[name.toLowerCase(), arrived[at + 1] ?? ""] as const] : [],
  );
}

/** The header fields that the settings promise, as a server reads them (RFC 9110, section 5.5: blanks around do not count). */
function promised({ headers, secretHeaders = [], auth }: Server): [string, string][] {
  const secrets = [...secretHeaders, ...(auth.type === "token" ? [auth] : [])];
  return [
    ...Object.entries(headers),
    ...secrets.map(({ header, scheme, reference = "" }): [string, string] => [
      header,
      `${scheme} ${reference.replaceAll("${env:V}", VARIABLE)}`,
    ]),
  ].map(([name, value]) => [name.toLowerCase(), value.replaceAll(/^[ \t]+|[ \t]+$/g, "")]);
}

const NAMES =
  `Authorization Proxy-Authorization Proxy-Authenticate Expect HTTP2-Settings Connection Keep-Alive TE Trailer
  Transfer-Encoding Upgrade Proxy-Connection Content-Length Content-Type Content-Encoding Host Accept Accept-Encoding Cookie
  Origin Date Via DPoP User-Agent Mcp-Session-Id MCP-Protocol-Version Last-Event-ID X-A x-a x-named X-API-Key __proto__`.split(
    /\s+/,
  );
const TOKEN_CHARACTERS = "!#$%&'*+.^_`|~09azAZ-".split("");

const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NAMES, ...NAMES.map((one) => one.toUpperCase())) },
  fc.string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength: 20 }),
);
const value = fc.string({
  unit: fc.constantFrom(...'\t 0azAZ:,;=/"{}\u007f\u0080\u00ff\n'.split("")),
  maxLength: 20,
});
const settings = fc.record(
  {
    headers: fc.array(fc.tuple(name, fc.oneof(value, fc.constant("${env:V}"))), { maxLength: 5 }),
    secretHeaders: fc.array(fc.tuple(name, fc.constant({ value: "${env:V}" })), { maxLength: 3 }),
    auth: fc.oneof(
      fc.constant({ type: "none" }),
      name.map((header) => ({ type: "token", header, token: "${env:V}" })),
    ),
  },
  { requiredKeys: [] },
);

function byText(one: readonly string[], other: readonly string[]): number {
  return one.join() < other.join() ? -1 : 1;
}

describe("The headers of a server's settings", () => {
  it("arrive at the server, once each, when the parser has kept them", async () => {
    const method = fc.constantFrom("POST", "GET", "DELETE");
    await fc.assert(
      fc.asyncProperty(
        settings,
        method,
        async ({ headers = [], secretHeaders = [], auth }, how) => {
          const { servers } = parseServers({
            // A name of its own each time: the first use of a variable binds it to the server's header.
            [`peer ${++count}`]: {
              url: origin,
              headers: Object.fromEntries(headers),
              secretHeaders: Object.fromEntries(secretHeaders),
              ...(auth && { auth }),
            },
          });
          const [parsed] = servers;
          if (!parsed) return;
          const names = new Set(promised(parsed).map(([one]) => one));
          const received = (await sent(parsed, how)).filter(([one]) => names.has(one));
          expect(received.toSorted(byText)).toEqual(promised(parsed).toSorted(byText));
        },
      ),
      { numRuns: 300 },
    );
  });
});
