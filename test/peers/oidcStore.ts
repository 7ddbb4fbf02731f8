import type { Adapter, StoredPayload } from "oidc-provider";

interface Entry {
  readonly payload: StoredPayload;
  readonly expiresAtMs: number;
}

/** Models that fall with the grant they belong to. */
const OF_A_GRANT = ["AccessToken", "AuthorizationCode", "RefreshToken", "DeviceCode"];

/** Everything an authorization server remembers, in memory, one store for each server, open for tests to look into. */
export class OidcStore {
  readonly #entries = new Map<string, Map<string, Entry>>();

  /** The adapter of one model, as the provider asks for it. */
  readonly adapterFor = (model: string): Adapter => {
    const entries = this.#model(model);
    const findBy = async (key: string, value: string): Promise<StoredPayload | undefined> =>
      this.all(model).find((payload) => payload[key] === value);
    return {
      upsert: async (id, payload, expiresInS) => {
        const expiresAtMs = expiresInS === undefined ? Infinity : Date.now() + expiresInS * 1000;
        entries.set(id, { payload, expiresAtMs });
      },
      find: async (id) => this.find(model, id),
      findByUserCode: (userCode) => findBy("userCode", userCode),
      findByUid: (uid) => findBy("uid", uid),
      consume: async (id) => {
        const entry = entries.get(id);
        if (entry) entry.payload["consumed"] = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => {
        entries.delete(id);
      },
      revokeByGrantId: async (grantId) => {
        for (const [id, entry] of entries) {
          if (entry.payload["grantId"] === grantId) entries.delete(id);
        }
      },
    };
  };

  /** What is stored under an id, expired entries excepted. */
  find(model: string, id: string): StoredPayload | undefined {
    const entry = this.#model(model).get(id);
    return entry && entry.expiresAtMs > Date.now() ? entry.payload : undefined;
  }

  /** Everything stored of a model, expired entries excepted. */
  all(model: string): StoredPayload[] {
    const now = Date.now();
    return [...this.#model(model).values()]
      .filter((entry) => entry.expiresAtMs > now)
      .map((entry) => entry.payload);
  }

  /** Removes one entry. */
  remove(model: string, id: string): void {
    this.#model(model).delete(id);
  }

  /** Removes all entries of a model. */
  clear(model: string): void {
    this.#model(model).clear();
  }

  /** Removes a grant and all that came from it. */
  async removeGrant(grantId: string): Promise<void> {
    this.remove("Grant", grantId);
    await Promise.all(OF_A_GRANT.map((model) => this.adapterFor(model).revokeByGrantId(grantId)));
  }

  #model(model: string): Map<string, Entry> {
    let entries = this.#entries.get(model);
    if (!entries) this.#entries.set(model, (entries = new Map()));
    return entries;
  }
}
