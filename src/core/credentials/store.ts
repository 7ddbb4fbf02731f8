import { Emitter, type Disposable } from "../emitter.ts";
import type { Logger } from "../log.ts";
import type { OAuthClient } from "../oauth/types.ts";
import { originOf, type Server } from "../servers/server.ts";
import {
  parseCredential,
  parseStoredClient,
  serializeClient,
  serializeCredential,
  type StoredCredential,
} from "./stored.ts";

/** The platform's secret storage. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  set(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  keys(): PromiseLike<readonly string[]>;
  /** Fires the key that was written or deleted, in every window. */
  onDidChange(listener: (key: string) => void): Disposable;
}

/** What a credential is bound to: it is read for this name and this origin only. */
export interface CredentialKey {
  readonly server: string;
  readonly origin: string;
}

const CREDENTIAL_PREFIX = "credential:";
const CLIENT_PREFIX = "client:";

/** The key under which the credential of a server, at its present address, is kept. */
export function credentialKeyOf(server: Pick<Server, "name" | "url">): CredentialKey {
  return { server: server.name, origin: originOf(server) };
}

/** The name of the lock that guards a credential between windows. */
export function lockNameOf(key: CredentialKey): string {
  return keyName(key);
}

/** Stored credentials as typed values: one secret for each, checked on reading. */
export class CredentialStore implements Disposable {
  readonly #secrets: SecretStore;
  readonly #log: Logger;
  readonly #cache = new Map<string, Promise<StoredCredential | undefined>>();
  readonly #changed = new Emitter<CredentialKey>();
  readonly #subscription: Disposable;

  /** Fires when a credential was written or removed, by this window or another one. */
  readonly onDidChange = this.#changed.event;

  constructor(secrets: SecretStore, log: Logger) {
    this.#secrets = secrets;
    this.#log = log;
    this.#subscription = secrets.onDidChange((key) => {
      this.#cache.delete(key);
      const parsed = parseKey(key);
      if (parsed) this.#changed.fire(parsed);
    });
  }

  /** The credential as this window last saw it; cheap enough for each request. */
  read(key: CredentialKey): Promise<StoredCredential | undefined> {
    const name = keyName(key);
    const cached = this.#cache.get(name);
    if (cached) return cached;
    const reading = this.readFresh(key);
    this.#cache.set(name, reading);
    // A storage that fails now may work later: only answers are kept.
    reading.catch(() => this.#cache.delete(name));
    return reading;
  }

  /** The credential as secret storage has it now. An unreadable one counts as none, and is logged without content. */
  async readFresh(key: CredentialKey): Promise<StoredCredential | undefined> {
    const text = await this.#secrets.get(keyName(key));
    if (text === undefined) return undefined;
    const credential = parseCredential(text);
    if (!credential) {
      this.#log.warn(`The stored credential of ${JSON.stringify(key.server)} cannot be read.`);
    }
    return credential;
  }

  async write(key: CredentialKey, credential: StoredCredential): Promise<void> {
    await this.#secrets.set(keyName(key), serializeCredential(credential));
    this.#cache.set(keyName(key), Promise.resolve(credential));
  }

  async remove(key: CredentialKey): Promise<void> {
    await this.#secrets.delete(keyName(key));
    this.#cache.delete(keyName(key));
  }

  /** Every credential that can be read, of servers of this and of other workspaces. */
  async list(): Promise<readonly { key: CredentialKey; credential: StoredCredential }[]> {
    const found = [];
    for (const name of await this.#secrets.keys()) {
      const key = parseKey(name);
      const credential = key && (await this.read(key));
      if (credential) found.push({ key, credential });
    }
    return found;
  }

  /** Origins under which a credential of this name is stored. */
  async originsOf(server: string): Promise<readonly string[]> {
    const keys = (await this.#secrets.keys()).map(parseKey);
    return keys.flatMap((key) => (key?.server === server ? [key.origin] : []));
  }

  /** The client registered or entered at an authorization server for one server, kept over sign-outs. */
  async readClient(server: CredentialKey, issuer: string): Promise<OAuthClient | undefined> {
    const text = await this.#secrets.get(clientName(server, issuer));
    return text === undefined ? undefined : parseStoredClient(text);
  }

  async writeClient(server: CredentialKey, issuer: string, client: OAuthClient): Promise<void> {
    await this.#secrets.set(clientName(server, issuer), serializeClient(client));
  }

  /** Forgets a client that the authorization server no longer knows, unless another one has taken its place. */
  async forgetClient(server: CredentialKey, issuer: string, clientId: string): Promise<void> {
    const stored = await this.readClient(server, issuer);
    if (stored?.clientId === clientId) await this.#secrets.delete(clientName(server, issuer));
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

// Names may hold any printable character, origins hold no blank: a blank parts them without doubt.
function keyName(key: CredentialKey): string {
  return `${CREDENTIAL_PREFIX}${key.origin} ${key.server}`;
}

function clientName(key: CredentialKey, issuer: string): string {
  return `${CLIENT_PREFIX}${issuer} ${key.origin} ${key.server}`;
}

function parseKey(name: string): CredentialKey | undefined {
  if (!name.startsWith(CREDENTIAL_PREFIX)) return undefined;
  const blank = name.indexOf(" ");
  if (blank === -1) return undefined;
  return { origin: name.slice(CREDENTIAL_PREFIX.length, blank), server: name.slice(blank + 1) };
}
