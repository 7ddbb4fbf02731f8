import { afterEach, describe, expect, it } from "vitest";
import type {
  CredentialAnswer,
  OutgoingRequest,
} from "../../../src/core/credentials/request/source.ts";
import { Secret } from "../../../src/core/secret.ts";
import type { Server } from "../../../src/core/servers/server.ts";
import { call, json, ScriptedCredentials, setUp, startRaw } from "./harness.ts";

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** Credentials whose proof names the request that it is for and the last nonce. */
class Proving extends ScriptedCredentials {
  readonly nonces: string[] = [];

  override current(
    _server?: Server,
    _signal?: AbortSignal,
    request?: OutgoingRequest,
  ): Promise<CredentialAnswer> {
    const proof = `${request?.method} ${request?.url} ${this.nonces.at(-1) ?? "-"}`;
    return Promise.resolve({
      kind: "ready",
      credential: {
        headers: [
          ["Authorization", new Secret("DPoP token")],
          ["DPoP", new Secret(proof)],
        ],
        generation: "one",
        takeNonce: (nonce) => void this.nonces.push(nonce),
      },
    });
  }
}

describe("A credential with a proof for one request (RFC 9449)", () => {
  it("is asked for anew where a redirect leads, and for each request, with the server's next nonce", async () => {
    let answers = 0;
    const server = await startRaw((seen, response) => {
      if (seen.url?.startsWith("/mcp"))
        return response.writeHead(307, { location: "/moved?x" }).end();
      json(response, { jsonrpc: "2.0", id: 1, result: {} }, { "dpop-nonce": `nonce-${++answers}` });
    });
    stops.push(() => server.stop());
    const credentials = new Proving();
    const peer = await setUp({ url: `${server.origin}/mcp` }, { credentials });
    stops.push(() => peer.stop());
    const first = await peer.send({ body: call() });
    await peer.send({ method: "DELETE" });
    expect({
      proofs: server.seen.map(({ headers }) => headers["dpop"]),
      nonces: credentials.nonces,
      toTheEditor: [first.status, first.headers["dpop-nonce"]],
    }).toEqual({
      proofs: [
        `POST ${server.origin}/mcp -`,
        `POST ${server.origin}/moved?x -`,
        `DELETE ${server.origin}/mcp nonce-1`,
        `DELETE ${server.origin}/moved?x nonce-1`,
      ],
      nonces: ["nonce-1", "nonce-2"],
      toTheEditor: [200, undefined],
    });
  });

  it("is sent once more with the nonce of the refusal, and then with a newer token, each once", async () => {
    const server = await startRaw((_, response) =>
      response.writeHead(401, { "dpop-nonce": "wanted" }).end(),
    );
    stops.push(() => server.stop());
    const credentials = new Proving();
    const answer = async (generation: string, forNonce: boolean): Promise<CredentialAnswer> => {
      const proving = await credentials.current();
      if (proving.kind === "blocked") return proving;
      const credential = { ...proving.credential, generation };
      return { kind: "ready", credential, ...(forNonce && { forNonce }) };
    };
    credentials.answer = await answer("one", false);
    credentials.next = [
      await answer("one", true),
      await answer("two", false),
      await answer("three", false),
    ];
    const peer = await setUp({ url: `${server.origin}/mcp` }, { credentials });
    stops.push(() => peer.stop());
    const { json: body } = await peer.send({ body: call() });
    expect({
      sent: server.seen.length,
      refusals: credentials.refusals.map(({ generation, evidence }) => [
        generation,
        evidence.dpopNonce,
      ]),
      body,
      report: peer.recorder.reports.map(({ generation, replayed }) => [generation, replayed]),
    }).toEqual({
      sent: 3,
      refusals: [
        ["one", "wanted"],
        ["one", "wanted"],
        ["two", "wanted"],
      ],
      body: expect.objectContaining({
        error: expect.objectContaining({ message: expect.stringContaining("HTTP 401") }),
      }),
      report: [["two", true]],
    });
  });
});
