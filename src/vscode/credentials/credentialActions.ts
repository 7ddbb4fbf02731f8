import { env, l10n, Uri, window } from "vscode";
import { labelOf, slotsOf, type Slot } from "../../core/credentials/request/slots.ts";
import { credentialKeyOf } from "../../core/credentials/storage/store.ts";
import type { Finding, FixAction } from "../../core/finding.ts";
import { isFailure } from "../../core/failure.ts";
import { openSettingsFix } from "../../core/fixes.ts";
import type { TrialOutcome } from "../../core/gateway/trial.ts";
import { isSecretAuth } from "../../core/kinds/auth.ts";
import { providerOf } from "../../core/providers/providerOf.ts";
import type { Secret } from "../../core/secret.ts";
import { usesOAuth, type Server } from "../../core/servers/server.ts";
import { sayOfSecret, showError, showInformation, withCancellableProgress } from "../ask/index.ts";
import { connectedText } from "../servers/index.ts";
import { openSettings } from "../settings/index.ts";
import { enterSecret } from "./forms/enterSecret.ts";
import type { Entered } from "./forms/form.ts";
import type { CredentialParts } from "./parts.ts";
import { tryCandidates } from "./trial.ts";

interface SetOptions {
  /** The new one takes the place of one that works, which stays until the new one is accepted. */
  readonly rotate?: boolean;
  /** A shared secret that was just generated. */
  readonly given?: Secret;
}

/** Sets and rotates the credentials of a server: what was entered is tried before it is stored. */
export class CredentialActions {
  readonly #parts: CredentialParts;

  constructor(parts: CredentialParts) {
    this.#parts = parts;
  }

  /** Asks for what a server's settings want, tries it and stores it. True when stored. */
  async set(server: Server, options: SetOptions = {}): Promise<boolean> {
    const { rotate = false, given } = options;
    const slots = await this.#slotsToSet(server, rotate);
    if (slots.length === 0) {
      await this.#explainNothingToSet(server);
      return false;
    }
    const entered: Entered[] = [];
    for (const slot of slots) {
      const nowMs = this.#parts.clock.now();
      const one = await enterSecret(slot, { server, rotate, nowMs, ...(given && { given }) });
      if (!one) return false;
      entered.push(one);
    }
    return this.#tryAndKeep(server, entered, options);
  }

  /** Puts a new credential in the place of one that works; a sign-in is made anew and the old one revoked (RFC 7009). */
  async rotate(server: Server): Promise<boolean> {
    if (!usesOAuth(server) || server.secretHeaders) return this.set(server, { rotate: true });
    const { store, operations, signIns } = this.#parts;
    const old = await store.readFresh(credentialKeyOf(server));
    if (!(await signIns.signIn(server))) return false;
    if (old?.kind !== "oauth") return true;
    const outcome = await operations.revoke(server, old);
    void showInformation(
      outcome === "revoked"
        ? l10n.t("Signed in to “{0}” anew. The old sign-in is revoked.", server.name)
        : l10n.t(
            "Signed in to “{0}” anew. Its authorization server did not revoke the old sign-in: do so in your account there.",
            server.name,
          ),
    );
    return true;
  }

  /** Missing secrets first; when none is missing, or for a rotation, all that the user can set. */
  async #slotsToSet(server: Server, rotate: boolean): Promise<readonly Slot[]> {
    const settable = slotsOf(server).filter(
      ({ auth }) => isSecretAuth(auth) && auth.reference === undefined,
    );
    if (settable.length <= 1) return settable;
    const missing: Slot[] = [];
    for (const slot of settable) {
      if (!(await this.#parts.store.read(slot.key))) missing.push(slot);
    }
    if (missing.length > 0 && !rotate) return missing;
    const chosen = await window.showQuickPick(
      settable.map((slot) => ({ label: labelOf(slot), slot })),
      { title: l10n.t("Which secret of “{0}”?", server.name), ignoreFocusOut: true },
    );
    return chosen ? [chosen.slot] : [];
  }

  async #explainNothingToSet(server: Server): Promise<void> {
    const reference = slotsOf(server).find(
      ({ auth }) => isSecretAuth(auth) && auth.reference !== undefined,
    );
    const { title: open } = openSettingsFix(server.name);
    const text = reference
      ? l10n.t(
          "“{0}” takes its credential from an environment variable that its settings name.",
          server.name,
        )
      : l10n.t("The settings of “{0}” want no credential that could be set.", server.name);
    if ((await showInformation(text, open)) === open) {
      await openSettings(this.#parts.context, server.name);
    }
  }

  async #tryAndKeep(
    server: Server,
    entered: readonly Entered[],
    options: SetOptions,
  ): Promise<boolean> {
    this.#parts.connections.want(server);
    const outcome = await this.#try(server, entered);
    if (!outcome) return false;
    if (outcome.kind === "fails")
      return this.#offerAfterFailure(server, entered, outcome.finding, options);
    await this.#keep(entered);
    if (outcome.kind === "works") await this.#tellSuccess(server, entered, outcome.tools, options);
    return true;
  }

  /** What the server says to the new credentials together with the stored ones; nothing when the user cancelled. */
  async #try(server: Server, entered: readonly Entered[]): Promise<TrialOutcome | undefined> {
    const candidates = entered.map(({ candidate }) => candidate);
    for (const { key } of slotsOf(server)) {
      if (candidates.some((one) => one.key.part === key.part)) continue;
      const credential = await this.#parts.store.read(key);
      // A trial must not renew a sign-in, whose refresh token would then be spent.
      if (credential?.kind === "oauth") return { kind: "incomplete", need: { kind: "token" } };
      if (credential) candidates.push({ key, credential });
    }
    try {
      return await withCancellableProgress(
        l10n.t("Trying the credential of “{0}”", server.name),
        (_report, signal) => tryCandidates(this.#parts, server, candidates, signal),
      );
    } catch (error) {
      if (isFailure(error, "cancelled")) return undefined;
      throw error;
    }
  }

  async #keep(entered: readonly Entered[]): Promise<void> {
    const { operations, credentials } = this.#parts;
    const candidates = entered.map(({ candidate }) => candidate);
    for (const { credential, passphrase } of candidates) {
      if (passphrase) credentials.unlock(credential.revision, passphrase);
    }
    await operations.keep(candidates);
  }

  async #tellSuccess(
    server: Server,
    entered: readonly Entered[],
    tools: number,
    { rotate = false }: SetOptions,
  ): Promise<void> {
    const provider = providerOf(server.url);
    const page = provider?.tokens?.page;
    const open = l10n.t("Open {0}", provider?.name ?? "");
    const after =
      provider?.tokens?.afterRotation?.() ??
      l10n.t("If the old one still works, revoke it where it was issued.");
    void sayOfSecret(
      rotate ? `${connectedText(server, tools)} ${after}` : connectedText(server, tools),
      rotate && page !== undefined ? [open] : [],
      entered.some(({ fromClipboard }) => fromClipboard),
    ).then((chosen) =>
      page !== undefined && chosen === open ? env.openExternal(Uri.parse(page)) : undefined,
    );
  }

  async #offerAfterFailure(
    server: Server,
    entered: readonly Entered[],
    finding: Finding,
    options: SetOptions,
  ): Promise<boolean> {
    const another = l10n.t("Enter another…");
    const anyway = options.rotate ? l10n.t("Use it anyway") : l10n.t("Keep it anyway");
    const fixes = finding.fixes.flatMap((fix) =>
      fix.kind === "action" && !ASKS_AGAIN.has(fix.action.type) ? [fix] : [],
    );
    const chosen = await showError(
      `${finding.message} ${
        options.rotate
          ? l10n.t("The new one was not stored; the old one stays in use.")
          : l10n.t("It was not stored.")
      }`,
      another,
      ...fixes.slice(0, 1).map(({ title }) => title),
      anyway,
    );
    if (chosen === another) return this.set(server, options);
    if (chosen === anyway) {
      await this.#keep(entered);
      await this.#parts.connections.connect(server);
      return true;
    }
    const fix = fixes.find(({ title }) => title === chosen);
    if (fix) await this.#parts.fixes.apply(fix.action);
    return false;
  }
}

/** Fixes that would only ask for the secret once more, or check what is stored. */
const ASKS_AGAIN: ReadonlySet<FixAction["type"]> = new Set([
  "setToken",
  "rotateToken",
  "checkConnection",
] as const);
