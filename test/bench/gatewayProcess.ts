// A process of its own that runs the gateway as the extension host would. Its credential source holds one token and
// makes one refresh of all refusals of a generation. First argument: port of the server.
// Message to the parent: {port, path, authorization}.
import { z } from "zod";

import type {
  CredentialAnswer,
  CredentialSource,
} from "../../src/core/credentials/request/source.ts";
import { createGateway } from "../../src/core/gateway/gateway.ts";
import { silentObserver } from "../../src/core/gateway/observer.ts";
import { silentLogger } from "../../src/core/log.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Server } from "../../src/core/servers/server.ts";

const origin = `http://127.0.0.1:${process.argv[2]}`;
const server: Server = {
  name: "bench",
  url: `${origin}/mcp`,
  transport: "http",
  headers: { "x-bench": "1" },
  auth: { type: "token", header: "Authorization", scheme: "Bearer" },
};

let current = answerOf("bench-token");
let refresh: Promise<CredentialAnswer> | undefined;

const credentials: CredentialSource = {
  async current() {
    return refresh ?? current;
  },
  async refused(_server, generation) {
    const latest = await (refresh ?? current);
    if (latest.kind === "ready" && latest.credential.generation !== generation) return latest;
    refresh ??= renewed();
    return refresh;
  },
  async accepted() {},
};

async function renewed(): Promise<CredentialAnswer> {
  const response = await fetch(`${origin}/token`, { method: "POST" });
  const answer = z.object({ access_token: z.string() }).parse(await response.json());
  current = answerOf(answer.access_token);
  refresh = undefined;
  return current;
}

function answerOf(token: string): CredentialAnswer {
  const headers = [["Authorization", new Secret(`Bearer ${token}`)]] as const;
  return { kind: "ready", credential: { headers, generation: token } };
}

const gateway = createGateway({
  servers: { get: (name) => (name === server.name ? server : undefined) },
  credentials,
  upstream: () => ({ strictSSL: true, useSystemCertificates: false, environment: {}, fetch }),
  log: silentLogger,
  observer: silentObserver,
  now: Date.now,
});
const { port } = await gateway.start();
const { headers } = gateway.endpointOf(server.name);
process.send?.({ port, path: "/bench", authorization: headers.Authorization });
process.on("disconnect", () => process.exit());
