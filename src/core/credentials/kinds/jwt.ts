import { t } from "@vscode/l10n";
import { isFailure } from "../../failure.ts";
import type { Placement } from "../../http/placement.ts";
import { jwt as settings, type JwtAuth, type SigningAlgorithm } from "../../kinds/jwt.ts";
import type { Secret } from "../../secret.ts";
import { Blocked } from "../request/need.ts";
import { mintedGeneration, placed } from "../request/slotCredential.ts";
import { differing, placementChange } from "./changes.ts";
import { anyText, object, oneOf, optional, text } from "../storage/shape.ts";
import { base, secret, type StoredBase } from "../storage/storedBase.ts";
import type { StoredKind } from "./kind.ts";

/** What signs the tokens that are minted here, bound to the header that they are sent in. */
export interface StoredKey extends StoredBase, Placement {
  readonly kind: "jwt";
  readonly algorithm: SigningAlgorithm;
  /** The shared secret, or the private key file's text as it was given, encrypted if it was. */
  readonly key: Secret;
  /** Kept only where the user said so. */
  readonly passphrase?: Secret;
  /** `sub`, where it is a secret (R8). */
  readonly subject?: Secret;
}

/** What signs tokens on this machine: a new one is minted before the last one expires. */
export const jwt: StoredKind<StoredKey, JwtAuth> = {
  read: object<StoredKey>({
    ...base,
    kind: oneOf("jwt"),
    algorithm: oneOf("HS256", "RS256", "ES256"),
    key: secret,
    passphrase: optional(secret),
    subject: optional(secret),
    header: text,
    scheme: anyText,
  }),
  ofSecret: ({ jwt: { algorithm }, header, scheme }, key, known) => ({
    ...known,
    kind: "jwt",
    algorithm,
    key,
    header,
    scheme,
  }),
  about: (stored) => {
    const { algorithm, header, revision } = stored;
    return {
      noun: settings.noun,
      row: () => ({
        kind: algorithm === "HS256" ? t("Shared secret") : t("Private key"),
        detail: t("{0}, in {1}", algorithm, header),
      }),
      step: () => t("Tokens signed here with {0}, in {1}", algorithm, header),
      explainedAs: "jwt",
      staysFresh: false,
      under: (auth) =>
        auth.type === "jwt" && auth.reference === undefined
          ? {
              change: () =>
                differing(algorithm, auth.jwt.algorithm) ?? placementChange(stored, auth),
              rebound: () =>
                auth.jwt.algorithm === algorithm
                  ? { ...stored, header: auth.header, scheme: auth.scheme }
                  : undefined,
              send: async ({ server, signer }) => {
                try {
                  const { token, serial } = await signer.current(server.name, auth, stored);
                  return placed(auth, token, mintedGeneration(revision, serial));
                } catch (error) {
                  if (!isFailure(error, "passphraseNeeded")) throw error;
                  throw new Blocked({ kind: "token", wants: "passphrase" });
                }
              },
              renew: ({ serverTimeMs }, { server, signer }) => {
                signer.refused(server.name, serverTimeMs);
                return true;
              },
            }
          : undefined,
    };
  },
};
