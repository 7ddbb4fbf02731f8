import type { Slot } from "../request/slots.ts";
import type { CredentialStore } from "./store.ts";
import { heldCredential, type StoredCredential } from "./stored.ts";
import { newRevision } from "./storedBase.ts";
import { bindingChange } from "./binding.ts";

/**
 * The stored credential that the settings no longer point to, as it would be stored for what they name now: for another
 * origin, header or variable. Nothing for a sign-in, which its authorization server has tied to the old address, and
 * nothing where another kind of credential is wanted.
 */
export async function rebound(
  store: Pick<CredentialStore, "readFresh" | "originsOf">,
  slot: Slot,
): Promise<StoredCredential | undefined> {
  const { key } = slot;
  const stored = await store.readFresh(key);
  if (stored) return bindingChange(slot, stored) ? adjusted(slot, stored) : undefined;
  for (const origin of await store.originsOf(key.server, key.part)) {
    const elsewhere = await store.readFresh({ ...key, origin });
    if (elsewhere) return adjusted(slot, elsewhere);
  }
  return undefined;
}

function adjusted({ auth }: Slot, stored: StoredCredential): StoredCredential | undefined {
  const next = heldCredential(stored).under(auth)?.rebound();
  if (!next) return undefined;
  const { workedAtMs: _worked, ...rest } = next;
  return { ...rest, revision: newRevision() };
}
