import type { Diagnosis } from "../diagnosis/diagnose.ts";
import type { WantedSecret } from "../kinds/auth.ts";
import { Emitter } from "../emitter.ts";
import type { SignInStep } from "../oauth/types.ts";

/** Where a connection stands, as this window knows it. */
export type ServerStatus =
  /** The editor has not started the server yet in this window. */
  | { readonly kind: "notStarted" }
  /** OAuth, and nobody is signed in. */
  | { readonly kind: "signedOut" }
  /** A secret is wanted and none is stored: a token, unless `wants` says what. */
  | { readonly kind: "tokenMissing"; readonly wants?: WantedSecret; readonly header?: string }
  /** A credential is stored for another address than the settings name now. */
  | { readonly kind: "addressChanged"; readonly from: string; readonly to: string }
  | { readonly kind: "signingIn"; readonly step: SignInStep }
  | { readonly kind: "connecting" }
  | { readonly kind: "refreshing" }
  /** `tools` is absent until the editor has listed them; 0 is a state of its own (R21). */
  | { readonly kind: "connected"; readonly tools?: number }
  | { readonly kind: "failed"; readonly finding: Diagnosis };

const NOT_STARTED: ServerStatus = { kind: "notStarted" };

/** The status of every server in this window; the tree, the commands and the tests read it here. */
export class StatusBoard {
  readonly #statuses = new Map<string, ServerStatus>();
  readonly #changed = new Emitter<string>();

  /** Fires the name of a server whose status changed. */
  readonly onDidChange = this.#changed.event;

  get(server: string): ServerStatus {
    return this.#statuses.get(server) ?? NOT_STARTED;
  }

  set(server: string, status: ServerStatus): void {
    if (sameStatus(this.get(server), status)) return;
    this.#statuses.set(server, status);
    this.#changed.fire(server);
  }

  /** Forgets the servers that the settings no longer name. */
  keepOnly(servers: ReadonlySet<string>): void {
    for (const name of this.#statuses.keys()) {
      if (!servers.has(name)) {
        this.#statuses.delete(name);
        this.#changed.fire(name);
      }
    }
  }
}

/** Statuses are small plain data, so their serialized forms decide. */
function sameStatus(one: ServerStatus, other: ServerStatus): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
