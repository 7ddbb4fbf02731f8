import { Emitter, type Disposable } from "../../emitter.ts";
import type { Logger } from "../../log.ts";
import type { OAuthClient } from "../../oauth/types.ts";
import { originOf, type Server } from "../../servers/server.ts";
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
  /** Which of a server's secrets, where it is not the main one: {@link CLIENT_PART} or that of a header. */
  readonly part?: string;
  /** Whose credentials, where it is not this window's choice: a workspace's id, or empty for all workspaces. */
  readonly workspace?: string;
}

/** The secret of the OAuth client that the settings name. */
export const CLIENT_PART = "client";

/** The part under which the secret of a further header is kept. */
export function headerPart(header: string): string {
  return `header/${header.toLowerCase()}`;
}

const CLIENT_PREFIX = "client:";

/** The key under which the credential of a server, at its present address, is kept. */
export function credentialKeyOf(server: Pick<Server, "name" | "url">): CredentialKey {
  return { server: server.name, origin: originOf(server) };
}

/** The name of the lock that guards a credential between windows. */
export function lockNameOf({ server, origin, part }: CredentialKey): string {
  return keyName({ server, origin, ...(part !== undefined && { part }) }, "");
}

/** Stored credentials as typed values: one secret for each, checked on reading. */
export class CredentialStore implements Disposable {
  readonly #secrets: SecretStore;
  readonly #log: Logger;
  readonly #workspace: () => string;
  readonly #cache = new Map<string, Promise<StoredCredential | undefined>>();
  /** What has been logged as unreadable, which is done once. */
  readonly #unreadable = new Set<string>();
  readonly #changed = new Emitter<CredentialKey>();
  readonly #subscription: Disposable;

  /** Fires when a credential was written or removed, by this window or another one. */
  readonly onDidChange = this.#changed.event;

  /** `workspace` is the id of the workspace where credentials are kept apart by workspace, and empty where they are not. */
  constructor(secrets: SecretStore, log: Logger, workspace: () => string = () => "") {
    this.#secrets = secrets;
    this.#log = log;
    this.#workspace = workspace;
    this.#subscription = secrets.onDidChange((key) => {
      this.#cache.delete(key);
      const parsed = this.#parse(key);
      if (parsed) this.#changed.fire(parsed);
    });
  }

  /** The credential as this window last saw it; cheap enough for each request. */
  read(key: CredentialKey): Promise<StoredCredential | undefined> {
    const name = this.#name(key);
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
    const name = this.#name(key);
    const text = await this.#secrets.get(name);
    if (text === undefined) return undefined;
    const credential = parseCredential(text);
    if (!credential && !this.#unreadable.has(name)) {
      this.#unreadable.add(name);
      this.#log.warn(`The stored credential of ${JSON.stringify(key.server)} cannot be read.`);
    }
    return credential;
  }

  async write(key: CredentialKey, credential: StoredCredential): Promise<void> {
    const name = this.#name(key);
    await this.#secrets.set(name, serializeCredential(credential));
    this.#cache.set(name, Promise.resolve(credential));
  }

  async remove(key: CredentialKey): Promise<void> {
    const name = this.#name(key);
    await this.#secrets.delete(name);
    this.#cache.delete(name);
  }

  /** Every credential that can be read, of servers of this and of other workspaces. */
  async list(): Promise<readonly { key: CredentialKey; credential: StoredCredential }[]> {
    const found = [];
    for (const name of await this.#secrets.keys()) {
      const key = this.#parse(name);
      const credential = key && (await this.read(key));
      if (credential) found.push({ key, credential });
    }
    return found;
  }

  /** The keys of everything that is stored, readable or not. */
  async keys(): Promise<readonly CredentialKey[]> {
    return (await this.#secrets.keys()).flatMap((name) => this.#parse(name) ?? []);
  }

  /** Whether nothing at all is kept, not even the clients and choices that sign-ins leave behind. */
  async isEmpty(): Promise<boolean> {
    return (await this.#secrets.keys()).length === 0;
  }

  /** Removes everything that is kept: credentials of all workspaces, and the clients and choices that sign-ins leave behind. */
  async removeAll(): Promise<void> {
    for (const name of await this.#secrets.keys()) {
      await this.#secrets.delete(name);
      this.#cache.delete(name);
    }
  }

  /** Origins under which this secret of a server of this name is stored. */
  async originsOf(server: string, part?: string): Promise<readonly string[]> {
    const keys = (await this.#secrets.keys()).map((name) => this.#parse(name));
    return keys.flatMap((key) =>
      key?.server === server && key.part === part && key.workspace === undefined
        ? [key.origin]
        : [],
    );
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

  /** The authorization server that the user chose for a server that names several, by its issuer; kept over sign-outs. */
  async readIssuer(server: CredentialKey): Promise<string | undefined> {
    return this.#secrets.get(issuerName(server));
  }

  async writeIssuer(server: CredentialKey, issuer: string): Promise<void> {
    await this.#secrets.set(issuerName(server), issuer);
  }

  async forgetIssuer(server: CredentialKey): Promise<void> {
    await this.#secrets.delete(issuerName(server));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #name(key: CredentialKey): string {
    return keyName(key, key.workspace ?? this.#workspace());
  }

  #parse(name: string): CredentialKey | undefined {
    const groups = KEY_NAME.exec(name)?.groups;
    if (!groups) return undefined;
    const { part, server = "" } = groups;
    const origin = groups["origin"] ?? groups["partOrigin"] ?? "";
    const workspace = groups["scope"] ?? groups["partScope"] ?? "";
    return {
      server,
      origin,
      ...(part !== undefined && { part }),
      ...(workspace !== this.#workspace() && { workspace }),
    };
  }
}

function issuerName({ origin, server }: CredentialKey): string {
  return `issuer:${origin} ${server}`;
}

function clientName(key: CredentialKey, issuer: string): string {
  return `${CLIENT_PREFIX}${issuer} ${key.origin} ${key.server}`;
}

// Names may hold any printable character, origins and parts hold no blank: blanks part them without doubt.
function keyName({ server, origin, part }: CredentialKey, workspace: string): string {
  const scope = workspace === "" ? "" : `@${workspace}`;
  return part === undefined
    ? `credential${scope}:${origin} ${server}`
    : `part${scope}:${origin} ${part} ${server}`;
}

const KEY_NAME =
  /^(?:credential(?:@(?<scope>\w+))?:(?<origin>\S+)|part(?:@(?<partScope>\w+))?:(?<partOrigin>\S+) (?<part>\S+)) (?<server>.*)$/su;
