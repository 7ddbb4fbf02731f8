import { t } from "@vscode/l10n";
import { oauth as settings } from "../../kinds/oauth.ts";
import type { IdpSession, OAuthClient, OAuthGrant } from "../../oauth/types.ts";
import { usesOAuth } from "../../servers/server.ts";
import { Blocked } from "../request/need.ts";
import { placed, type SlotCredential } from "../request/slotCredential.ts";
import {
  address,
  anyText,
  finite,
  object,
  oneOf,
  optional,
  text,
  texts,
  type Read,
} from "../storage/shape.ts";
import type { StoredCredential } from "../storage/stored.ts";
import { base, newRevision, secret, type StoredBase } from "../storage/storedBase.ts";
import { differing } from "./changes.ts";
import type { StoredKind } from "./kind.ts";

/** What an OAuth sign-in gave, bound to its issuer and token endpoint. */
export interface StoredGrant extends StoredBase {
  readonly kind: "oauth";
  /** Id of the session in the Accounts menu; stays the same over refreshes. */
  readonly sessionId: string;
  readonly grant: OAuthGrant;
}

/** Wraps a grant for storage as a new revision. */
export function storedGrant(
  grant: OAuthGrant,
  { sessionId, createdAtMs, workedAtMs }: Omit<StoredGrant, "kind" | "revision" | "grant">,
): StoredGrant {
  return {
    kind: "oauth",
    revision: newRevision(),
    sessionId,
    createdAtMs,
    ...(workedAtMs !== undefined && { workedAtMs }),
    grant,
  };
}

/** Reads a client that was registered or entered at an authorization server. */
export const readClient: Read<OAuthClient> = object<OAuthClient>({
  clientId: text,
  clientSecret: optional(secret),
  clientKey: optional(secret),
  source: oneOf("settings", "metadataDocument", "dynamic", "asked"),
  method: oneOf("none", "client_secret_basic", "client_secret_post", "private_key_jwt"),
  redirectUris: texts,
  tokenOrigin: optional(address),
});

const grant = object<OAuthGrant>({
  issuer: address,
  tokenEndpoint: address,
  revocationEndpoint: optional(address),
  client: readClient,
  accessToken: secret,
  tokenType: oneOf("Bearer", "DPoP"),
  refreshToken: optional(secret),
  expiresAtMs: optional(finite),
  obtainedAtMs: finite,
  scopes: texts,
  resource: optional(anyText),
  account: object<OAuthGrant["account"]>({ id: text, label: anyText }),
  dpopKey: optional(secret),
  idp: optional(
    object<IdpSession>({
      issuer: address,
      tokenEndpoint: address,
      idToken: optional(secret),
      refreshToken: optional(secret),
    }),
  ),
  clockSkewMs: optional(finite),
});

/** A sign-in, whose access token is refreshed where it is about to expire, and proven where it is bound to a key. */
export const oauth: StoredKind<StoredGrant> = {
  read: object<StoredGrant>({ ...base, kind: oneOf("oauth"), sessionId: text, grant }),
  about: (stored) => ({
    noun: settings.noun,
    row: () => {
      const { account, expiresAtMs } = stored.grant;
      return {
        kind: t("OAuth sign-in"),
        detail: account.label,
        ...(expiresAtMs !== undefined && { expiresAtMs }),
      };
    },
    step: () => {
      const { account, issuer } = stored.grant;
      // A server that does not tell who signed in is named itself.
      return account.label === new URL(issuer).host
        ? t("Signed in at {0}", account.label)
        : t("Signed in as {0}", account.label);
    },
    explainedAs: "oauth",
    staysFresh: true,
    under: (auth) => {
      if (auth.type !== "oauth") return undefined;
      const { tokenEndpoint, issuer, idp } = stored.grant;
      return {
        change: () =>
          differing(tokenEndpoint, auth.tokenUrl) ??
          differing(issuer, auth.issuer) ??
          (idp && differing(idp.issuer, auth.idp?.issuer)),
        // Its authorization server has tied it to the old address.
        rebound: () => undefined,
        send: async ({ server, signal, request, asStored, refresher, proofs }) => {
          if (!usesOAuth(server)) throw new Blocked({ kind: "signIn", reason: "signedOut" });
          const fresh = asStored ? stored : await refresher.fresh(server, stored, signal);
          if (!fresh) throw new Blocked({ kind: "signIn", reason: "expired" });
          const bearer = bearerOf(fresh);
          return request && isBound(fresh) ? proofs.prove(fresh, bearer, request) : bearer;
        },
        renew: async (_http, { server, signal, refresher }) => {
          if (!usesOAuth(server)) return false;
          const next = await refresher.afterRefusal(server, stored, signal);
          if (!next) throw new Blocked({ kind: "signIn", reason: "expired" });
          return true;
        },
      };
    },
  }),
};

/** Whether requests have to prove that they possess the key of the token (RFC 9449). */
export function isBound(stored: StoredCredential | undefined): stored is StoredGrant {
  return stored?.kind === "oauth" && stored.grant.tokenType === "DPoP";
}

const bearers = new WeakMap<StoredGrant, SlotCredential>();

/** The header of the access token: the same until another one is stored. */
function bearerOf(stored: StoredGrant): SlotCredential {
  const known = bearers.get(stored);
  if (known) return known;
  const { tokenType, accessToken } = stored.grant;
  const placement = { header: "Authorization", scheme: tokenType };
  const bearer = placed(placement, accessToken, stored.revision);
  bearers.set(stored, bearer);
  return bearer;
}
