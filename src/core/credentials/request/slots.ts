import { t } from "@vscode/l10n";
import { factsOfAuth, type SentAuth } from "../../kinds/auth.ts";
import type { Server } from "../../servers/server.ts";
import { credentialKeyOf, headerPart, type CredentialKey } from "../storage/store.ts";

/** One secret that the requests to a server are sent with: where it is kept, and how it is sent. */
export interface Slot {
  readonly key: CredentialKey;
  readonly auth: SentAuth;
  /** The name of a further header (`secretHeaders`), where the secret is that of one. */
  readonly header?: string;
}

const known = new WeakMap<Server, readonly Slot[]>();

/** The secrets that a server's settings want, the main one first; worked out once for each version of its settings. */
export function slotsOf(server: Server): readonly Slot[] {
  const found = known.get(server);
  if (found) return found;
  const key = credentialKeyOf(server);
  const { auth, secretHeaders = [] } = server;
  const slots = [
    ...(auth.type === "none" ? [] : [{ key, auth }]),
    ...secretHeaders.map((header): Slot => ({
      key: { ...key, part: headerPart(header.header) },
      auth: header,
      header: header.header,
    })),
  ];
  known.set(server, slots);
  return slots;
}

/** What a list calls a secret: “Token in X-API-Key”. */
export function labelOf({ auth, header }: Slot): string {
  return header === undefined ? factsOfAuth(auth).label() : t("Secret in {0}", header);
}
