import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { credentialKeyOf } from "../../../src/core/credentials/storage/store.ts";
import type { StoredCredential } from "../../../src/core/credentials/storage/stored.ts";
import { asFailure, diagnose } from "../../../src/core/diagnosis/diagnose.ts";
import { tryCredentials, type TrialPorts } from "../../../src/core/gateway/trial.ts";
import { isFailure } from "../../../src/core/failure.ts";
import { silentLogger } from "../../../src/core/log.ts";
import { Secret } from "../../../src/core/secret.ts";
import type { Server } from "../../../src/core/servers/server.ts";
import { startSdkServer, type SdkServer } from "../../peers/sdkServer.ts";
import { startSecretGate, wantsHeader, type SecretGate } from "../../peers/secretGate.ts";
import { tokenServer } from "../build/server.ts";
import { startRaw } from "./harness.ts";

const ports: TrialPorts = {
  upstream: () => ({ strictSSL: true, useSystemCertificates: false, environment: {}, fetch }),
  environment: () => undefined,
  log: silentLogger,
  now: Date.now,
  explain: (refusal) => diagnose({ kind: "refusal", ...refusal, nowMs: 0 }),
  explainFailure: (server, error) =>
    diagnose({ kind: "failure", server, failure: asFailure(server, error) }),
};

let behind: SdkServer;
let gate: SecretGate;

beforeEach(async () => {
  behind = await startSdkServer();
  gate = await startSecretGate(
    behind.url,
    wantsHeader("Authorization", () => "Bearer right"),
  );
});

afterEach(async () => {
  await gate.stop();
  await behind.stop();
});

function attempt(server: Server, token: string, signal = new AbortController().signal) {
  const credential: StoredCredential = {
    kind: "token",
    revision: "candidate",
    createdAtMs: 0,
    token: new Secret(token),
    header: "Authorization",
    scheme: "Bearer",
  };
  const candidate = { key: credentialKeyOf(server), credential };
  return tryCredentials(server, [candidate], ports, signal);
}

describe("A trial of a credential that is not stored yet (R35)", () => {
  it("lists the tools where the server accepts it", async () => {
    expect(await attempt(tokenServer({}, gate.url), "right")).toEqual({ kind: "works", tools: 4 });
  });

  it("gives the diagnosis where the server does not", async () => {
    expect(await attempt(tokenServer({}, gate.url), "wrong")).toEqual({
      kind: "fails",
      finding: expect.objectContaining({ code: "tokenRejected", server: "crm" }),
    });
  });

  it("gives the reason where nothing answers", async () => {
    const { url } = gate;
    await gate.stop();
    expect(await attempt(tokenServer({}, url), "right")).toEqual({
      kind: "fails",
      finding: expect.objectContaining({ code: "unreachable" }),
    });
  });

  it("says so where what answers is no MCP server", async () => {
    const page = await startRaw((_seen, response) => response.writeHead(404).end("no such page"));
    const outcome = await attempt(tokenServer({}, page.origin), "right");
    await page.stop();
    expect(outcome).toEqual({
      kind: "fails",
      finding: expect.objectContaining({
        code: "notMcpServer",
        message:
          "“crm” answered with HTTP 404, not what an MCP server answers. Check its address in the settings.",
      }),
    });
  });

  it("says what else is missing", async () => {
    const server = {
      ...tokenServer({}, gate.url),
      secretHeaders: [{ type: "token", header: "X-Second", scheme: "" } as const],
    };
    expect([await attempt(server, "right"), gate.count]).toEqual([
      { kind: "incomplete", need: { kind: "token", wants: "header", header: "X-Second" } },
      0,
    ]);
  });

  it("ends when it is cancelled", async () => {
    const slow = await startRaw(() => {});
    const controller = new AbortController();
    const trial = attempt(tokenServer({}, slow.origin), "right", controller.signal);
    controller.abort();
    const outcome = await trial.catch((error: unknown) => isFailure(error, "cancelled"));
    await slow.stop();
    expect(outcome).toBe(true);
  });
});
