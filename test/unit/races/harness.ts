import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  credentialKeyOf,
  CredentialStore,
  type SecretStore,
} from "../../../src/core/credentials/storage/store.ts";
import { storedGrant, type StoredGrant } from "../../../src/core/credentials/kinds/oauth.ts";
import { silentLogger } from "../../../src/core/log.ts";
import type {
  OAuthGrant,
  OAuthPorts,
  OAuthServer,
  SignInInteraction,
} from "../../../src/core/oauth/types.ts";
import type { OAuthAuth } from "../../../src/core/kinds/oauth.ts";
import {
  startAuthorizationServer,
  type AuthorizationServerOptions,
} from "../../peers/authorizationServer.ts";
import { signInAs } from "../../peers/browserless.ts";
import type { OAuthAccess } from "../../peers/gateAccess.ts";
import { parseRecord } from "../../peers/json.ts";
import { startTokenGate } from "../../peers/tokenGate.ts";
import { json, startRaw } from "../gateway/harness.ts";
import { MemorySecrets } from "../credentials/storage/memorySecretStore.ts";
import { createHarness as createEngine } from "../oauth/harness.ts";
import { openWindow, serverAt } from "./window.ts";

export interface HarnessOptions {
  readonly authorizationServer?: AuthorizationServerOptions;
  readonly access?: Partial<OAuthAccess>;
  readonly auth?: Partial<OAuthAuth>;
}

/** A real authorization server that rotates refresh tokens, a gate that checks every token, and a server behind it. */
export async function startHarness(options: HarnessOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "races-test-"));
  const memory = new MemorySecrets();
  const behind = await startRaw((seen, response) => {
    const id = parseRecord(seen.body)?.["id"];
    json(response, { jsonrpc: "2.0", id, result: { content: [] } });
  });
  const peer = await startAuthorizationServer(options.authorizationServer);
  const gate = await startTokenGate({
    upstream: `${behind.origin}/mcp`,
    access: {
      kind: "oauth",
      authorizationServer: peer,
      scopes: ["mcp:tools"],
      ...options.access,
    },
  });
  const server = serverAt(gate.url, options.auth);
  const key = credentialKeyOf(server);
  const windows: { close(): Promise<void> }[] = [];

  async function stored(secrets: SecretStore = memory.window()): Promise<StoredGrant | undefined> {
    const store = new CredentialStore(secrets, silentLogger);
    const credential = await store.readFresh(key);
    store.dispose();
    return credential?.kind === "oauth" ? credential : undefined;
  }

  return {
    folder,
    peer,
    gate,
    server,
    memory,
    stored,
    /** Signs Ada in and stores what came of it, changed as the test wants it. */
    async signIn(
      changes: Partial<OAuthGrant> = {},
      secrets: SecretStore = memory.window(),
    ): Promise<StoredGrant> {
      const stage = createEngine({ browser: (page) => signInAs(page, "Ada") });
      const grant = await stage.signIn(server);
      const signedIn = storedGrant(
        { ...grant, ...changes },
        { sessionId: randomUUID(), createdAtMs: Date.now() },
      );
      const store = new CredentialStore(secrets, silentLogger);
      await store.write(key, signedIn);
      store.dispose();
      return signedIn;
    },
    async window(
      engineSettings: Partial<OAuthPorts> = {},
      windowServer: OAuthServer = server,
      secrets: SecretStore = memory.window(),
    ) {
      const window = await openWindow(windowServer, secrets, folder, engineSettings);
      windows.push(window);
      return window;
    },
    /** Token requests that the authorization server handled, of the refresh grant. */
    refreshes: () => peer.tokenRequests("refresh_token"),
    async stop(): Promise<void> {
      for (const window of windows.splice(0)) await window.close();
      await gate.stop();
      await peer.stop();
      await behind.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type RaceHarness = Awaited<ReturnType<typeof startHarness>>;

/** A browser in which Ada signs in, and a receiver of the redirect that needs no port. */
export function adasBrowser(opened: string[] = []): SignInInteraction {
  const unexpected = () => Promise.reject(new Error("No question was expected."));
  const arrived = Promise.withResolvers<URL>();
  return {
    openBrowser: async (page) => {
      opened.push(page);
      arrived.resolve(await signInAs(page, "Ada"));
      return true;
    },
    redirectReceiver: async () => ({
      redirectUri: "http://127.0.0.1:33418/callback",
      receive: () => arrived.promise,
      dispose() {},
    }),
    chooseAuthorizationServer: unexpected,
    askClient: unexpected,
    showDeviceCode: unexpected,
    progress() {},
  };
}
