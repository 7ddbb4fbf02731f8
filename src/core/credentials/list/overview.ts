import { createHash } from "node:crypto";
import { t } from "@vscode/l10n";
import type { Server } from "../../servers/server.ts";
import { bindingChange } from "../storage/binding.ts";
import type { CredentialLine } from "../kinds/kind.ts";
import { oauthPartsOf } from "../request/oauthSecrets.ts";
import { slotsOf } from "../request/slots.ts";
import { credentialKeyOf, type CredentialKey } from "../storage/store.ts";
import { heldCredential, type StoredCredential } from "../storage/stored.ts";

/** One stored credential, with what the user wants to know of it. Holds no secret. */
export interface CredentialRow extends CredentialLine {
  readonly key: CredentialKey;
  readonly createdAtMs?: number;
  readonly lastUsedAtMs?: number;
  /** Older than the user wants it to be. */
  readonly isDue: boolean;
  /** `used` by a server of this workspace's settings, kept for one whose settings have `changed`, or an `orphan` of none of them. */
  readonly use: "used" | "changed" | "orphan";
  /** Other servers with the same secret (R37). */
  readonly sharedWith: readonly string[];
}

export interface OverviewFacts {
  readonly nowMs: number;
  /** Days after which a secret that does not expire should be rotated; 0 for never. */
  readonly reminderDays: number;
  lastUsedAtMs(key: CredentialKey): number | undefined;
}

/** A stored credential as the store lists it; without `credential` where it cannot be read. */
export interface StoredEntry {
  readonly key: CredentialKey;
  readonly credential?: StoredCredential | undefined;
}

const DAY_MS = 86_400_000;

/** What is stored, that of this workspace's servers first. */
export function overviewOf(
  entries: readonly StoredEntry[],
  servers: readonly Server[],
  facts: OverviewFacts,
): readonly CredentialRow[] {
  const fingerprints = Map.groupBy(
    entries.flatMap(({ key, credential }) => {
      const fingerprint = credential && fingerprintOf(credential);
      return fingerprint === undefined ? [] : [{ key, fingerprint }];
    }),
    ({ fingerprint }) => fingerprint,
  );
  const sharedWith = (key: CredentialKey): readonly string[] => {
    const group = [...fingerprints.values()].find((one) => one.some((each) => each.key === key));
    return [...new Set(group?.map((one) => one.key.server))].filter((name) => name !== key.server);
  };
  const order = ["used", "changed", "orphan"];
  return entries
    .map(({ key, credential }): CredentialRow => {
      const lastUsedAtMs = facts.lastUsedAtMs(key);
      return {
        key,
        ...described(credential),
        ...(credential && { createdAtMs: credential.createdAtMs }),
        ...(lastUsedAtMs !== undefined && { lastUsedAtMs }),
        isDue: credential !== undefined && isDue(credential, facts),
        use: useOf(key, credential, servers),
        sharedWith: sharedWith(key),
      };
    })
    .toSorted(
      (one, other) =>
        order.indexOf(one.use) - order.indexOf(other.use) ||
        one.key.server.localeCompare(other.key.server) ||
        (one.key.part ?? "").localeCompare(other.key.part ?? ""),
    );
}

function described(credential: StoredCredential | undefined): CredentialLine {
  return credential
    ? heldCredential(credential).row()
    : { kind: t("Unreadable"), detail: t("Remove it and set it again") };
}

/** A sign-in renews itself; everything else should be replaced from time to time. */
function isDue(credential: StoredCredential, { nowMs, reminderDays }: OverviewFacts): boolean {
  if (heldCredential(credential).staysFresh || reminderDays === 0) return false;
  return nowMs - credential.createdAtMs > reminderDays * DAY_MS;
}

function useOf(
  key: CredentialKey,
  credential: StoredCredential | undefined,
  servers: readonly Server[],
): CredentialRow["use"] {
  const server = servers.find(({ name }) => name === key.server);
  if (!server || key.workspace !== undefined) return "orphan";
  if (credentialKeyOf(server).origin !== key.origin) return "changed";
  if (key.part !== undefined && oauthPartsOf(server.auth).includes(key.part)) return "used";
  const slot = slotsOf(server).find((one) => one.key.part === key.part);
  if (!slot) return "changed";
  return credential && bindingChange(slot, credential) ? "changed" : "used";
}

/** Tells equal secrets from different ones; kept in memory for the length of one listing. */
function fingerprintOf(credential: StoredCredential): string | undefined {
  const { chosen } = heldCredential(credential);
  return chosen && createHash("sha256").update(chosen.reveal()).digest("base64");
}
