import { join } from "node:path";
import { createFileLock } from "../../../src/core/credentials/storage/lock.ts";
import type { Need } from "../../../src/core/credentials/request/need.ts";
import { CredentialService, type Refusal } from "../../../src/core/credentials/request/service.ts";
import { CredentialStore, type SecretStore } from "../../../src/core/credentials/storage/store.ts";
import { isFailure } from "../../../src/core/failure.ts";
import { createGateway } from "../../../src/core/gateway/gateway.ts";
import { silentObserver } from "../../../src/core/gateway/observer.ts";
import { silentLogger } from "../../../src/core/log.ts";
import { createOAuthEngine } from "../../../src/core/oauth/engine.ts";
import type { OAuthPorts, OAuthServer } from "../../../src/core/oauth/types.ts";
import { oauthServer, type SomeOAuth } from "../build/server.ts";
import { sendRaw } from "../gateway/harness.ts";

/** A server as the settings would describe it. */
export function serverAt(url: string, auth: SomeOAuth = {}): OAuthServer {
  const server = oauthServer({ ...auth, refresh: { retryDelayMs: 20, ...auth.refresh } }, url);
  return { ...server, name: "peer" };
}

/** What came back from a tool call: `ok`, or the sentence that the model would read. */
export type Outcome = string;

/** One window of the editor: the real parts from the gateway to the engine, on storage and locks of the test. */
export async function openWindow(
  server: OAuthServer,
  secrets: SecretStore,
  folder: string,
  engineSettings: Partial<OAuthPorts> = {},
) {
  const ports = { log: silentLogger, now: Date.now };
  const store = new CredentialStore(secrets, silentLogger);
  const engine = createOAuthEngine({ fetch, ...ports, ...engineSettings });
  const lock = createFileLock({
    folder: join(folder, "locks"),
    now: () => performance.now(),
    log: silentLogger,
  });
  const needs: Need[] = [];
  const failures: string[] = [];
  const refusals: Refusal[] = [];
  const withLock: typeof lock.withLock = (...held) => lock.withLock(...held);
  const service = new CredentialService(store, {
    ...ports,
    engine: async () => engine,
    withLock,
    environment: () => undefined,
    explain: (refusal) => {
      refusals.push(refusal);
      return `refused with ${refusal.http.status}`;
    },
    explainFailure: (_server, error) => {
      failures.push(isFailure(error) ? error.code : String(error));
      return `failed: ${failures.at(-1)}`;
    },
  });
  service.onNeed(({ need }) => void needs.push(need));
  const gateway = createGateway({
    servers: { get: (name) => (name === server.name ? server : undefined) },
    credentials: service,
    upstream: () => ({ strictSSL: true, useSystemCertificates: false, environment: {} }),
    observer: silentObserver,
    ...ports,
  });
  await gateway.start();
  const { url, headers } = gateway.endpointOf(server.name);

  return {
    store,
    engine,
    service,
    withLock,
    needs,
    failures,
    refusals,
    /** Calls a tool, as the editor would. */
    async call(tool = "echo"): Promise<Outcome> {
      const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: tool } };
      const { status, text, json } = await sendRaw(url, { headers: { ...headers }, body });
      if (status !== 200 || typeof json !== "object" || json === null) return `${status} ${text}`;
      if ("result" in json) return "ok";
      const error = "error" in json ? json.error : undefined;
      return typeof error === "object" && error !== null && "message" in error
        ? String(error.message)
        : text;
    },
    async close(): Promise<void> {
      await gateway.close();
      store.dispose();
    },
  };
}

export type Window = Awaited<ReturnType<typeof openWindow>>;
