import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileLock } from "../../../src/core/credentials/storage/lock.ts";
import type { Need } from "../../../src/core/credentials/request/need.ts";
import { CredentialService } from "../../../src/core/credentials/request/service.ts";
import { credentialKeyOf, CredentialStore } from "../../../src/core/credentials/storage/store.ts";
import { storedGrant, type StoredGrant } from "../../../src/core/credentials/kinds/oauth.ts";
import type {
  CredentialAnswer,
  HttpEvidence,
} from "../../../src/core/credentials/request/source.ts";
import { isFailure } from "../../../src/core/failure.ts";
import { silentLogger } from "../../../src/core/log.ts";
import type { OAuthGrant, OAuthServer } from "../../../src/core/oauth/types.ts";
import { Secret } from "../../../src/core/secret.ts";
import type { Server } from "../../../src/core/servers/server.ts";
import { grant, NOW_MS } from "../build/grant.ts";
import { oauthServer } from "../build/server.ts";
import { MemorySecrets } from "./storage/memorySecretStore.ts";

const HOUR_MS = 3_600_000;

export function unauthorized(changes: Partial<HttpEvidence> = {}): HttpEvidence {
  return { status: 401, challenges: [], sentHeaderNames: ["authorization"], ...changes };
}

/** What a credential answer sends, in clear. */
export function sent(answer: CredentialAnswer): unknown {
  return answer.kind === "blocked"
    ? answer
    : answer.credential.headers.map(([name, value]) => `${name}: ${value.reveal()}`);
}

/** A pause of the fake authorization server: it answers when the test says so. */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

/** One secret storage, real locks in a temporary folder, and an authorization server that rotates refresh tokens. */
export class Harness {
  readonly folder = mkdtempSync(join(tmpdir(), "credentials-test-"));
  readonly secrets = new MemorySecrets();
  readonly server: OAuthServer;
  /** The refresh tokens that came to the authorization server, in order. */
  readonly refreshes: string[] = [];
  /** The number of attempts that the policy allowed for each refresh. */
  readonly retriesAllowed: number[] = [];
  readonly needs: Need[] = [];
  readonly explained: unknown[] = [];
  /** What the authorization server does before it answers; throws to fail. */
  beforeAnswer: () => void | Promise<void> = () => {};
  nowMs = NOW_MS;
  #serial = 0;

  constructor(server = oauthServer()) {
    this.server = server;
  }

  /** The parts of one window. */
  window() {
    const store = new CredentialStore(this.secrets.window(), silentLogger);
    const { withLock } = createFileLock({
      folder: join(this.folder, "locks"),
      now: () => performance.now(),
      log: silentLogger,
    });
    const ports = {
      engine: async () => ({
        refresh: (server: OAuthServer, old: OAuthGrant) => this.#refresh(server, old),
        dpopProof: () => Promise.reject(new Error("No proof was expected.")),
      }),
      withLock,
      environment: () => undefined,
      log: silentLogger,
      now: () => this.nowMs,
    };
    const service = new CredentialService(store, {
      ...ports,
      explain: ({ http, credential }) => {
        this.explained.push({ status: http.status, credential });
        return "explained";
      },
      explainFailure: (_server, error) => {
        this.explained.push(isFailure(error) ? error.code : error);
        return "failed";
      },
    });
    service.onNeed(({ need }) => this.needs.push(need));
    return { store, service, ports };
  }

  /** Puts a sign-in into secret storage. */
  async signedIn(changes: Partial<OAuthGrant> = {}): Promise<StoredGrant> {
    return this.store(grant(changes));
  }

  async store(kept: OAuthGrant): Promise<StoredGrant> {
    const stored = storedGrant(kept, { sessionId: "session", createdAtMs: NOW_MS });
    const { store } = this.window();
    await store.write(credentialKeyOf(this.server), stored);
    store.dispose();
    return stored;
  }

  /** What secret storage holds for the server: the access and the refresh token in clear. */
  async stored(server: Server = this.server): Promise<unknown> {
    const { store } = this.window();
    const credential = await store.readFresh(credentialKeyOf(server));
    store.dispose();
    if (credential?.kind === "token") return credential.token.reveal();
    if (credential?.kind !== "oauth") return undefined;
    return [
      credential.grant.accessToken.reveal(),
      credential.grant.refreshToken?.reveal() ?? "no refresh token",
    ];
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #refresh(server: OAuthServer, old: OAuthGrant): Promise<OAuthGrant> {
    this.refreshes.push(old.refreshToken?.reveal() ?? "none");
    this.retriesAllowed.push(server.auth.refresh.maxRetries);
    await this.beforeAnswer();
    const serial = ++this.#serial;
    return {
      ...old,
      accessToken: new Secret(`access-${serial}`),
      ...(old.refreshToken && { refreshToken: new Secret(`refresh-${serial}`) }),
      obtainedAtMs: this.nowMs,
      expiresAtMs: this.nowMs + HOUR_MS,
    };
  }
}
