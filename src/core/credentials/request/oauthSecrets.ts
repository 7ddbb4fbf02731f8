import { t } from "@vscode/l10n";
import type { Environment } from "../../environment.ts";
import { Failure } from "../../failure.ts";
import type { Auth } from "../../kinds/auth.ts";
import { usesClientKey, type OAuthAuth } from "../../kinds/oauth.ts";
import type { OutsideToken } from "../../kinds/outsideToken.ts";
import type { ClientSecrets, OAuthGrant, OAuthServer, SignInOptions } from "../../oauth/types.ts";
import type { Clock, Lock } from "../../ports.ts";
import type { Secret } from "../../secret.ts";
import {
  CLIENT_PART,
  credentialKeyOf,
  lockNameOf,
  type CredentialKey,
  type CredentialStore,
} from "../storage/store.ts";
import type { StoredOutsideToken } from "../kinds/outsideToken.ts";
import type { StoredClientSecret } from "../kinds/client.ts";
import { newRevision } from "../storage/storedBase.ts";
import { readOutsideToken, sourceOf } from "./outsideToken.ts";

/** The secret of the client at the organization's identity provider. */
export const IDP_CLIENT_PART = "idpClient";

/** Consent to send a token from outside to one token endpoint; the token itself is never kept. */
const OUTSIDE_PARTS = { assertion: "assertion", idToken: "idToken" } as const;

/** The parts under which the settings have secrets of a sign-in kept, beside the grant itself. */
export function oauthPartsOf(auth: Auth): readonly string[] {
  if (auth.type !== "oauth") return [];
  return [
    ...(auth.clientId === undefined ? [] : [CLIENT_PART]),
    ...(auth.idp === undefined ? [] : [IDP_CLIENT_PART]),
    ...(auth.assertion === undefined ? [] : [OUTSIDE_PARTS.assertion]),
    ...(auth.idp?.idToken === undefined ? [] : [OUTSIDE_PARTS.idToken]),
  ];
}

/** A client whose secret the user is asked for. */
export interface ConfidentialClient {
  readonly part: string;
  readonly clientId: string;
  /** Whether it proves itself with a private key instead of a secret. */
  readonly usesKey: boolean;
  /** Host of the identity provider, for the client there. */
  readonly idpHost?: string;
}

/** The clients that the settings name and that have, or may have, a secret: the server's own first. */
export function clientsOf(auth: OAuthAuth): readonly ConfidentialClient[] {
  const { clientId, idp } = auth;
  return [
    ...(clientId === undefined
      ? []
      : [{ part: CLIENT_PART, clientId, usesKey: usesClientKey(auth) }]),
    ...(idp?.confidential
      ? [
          {
            part: IDP_CLIENT_PART,
            clientId: idp.clientId,
            usesKey: false,
            idpHost: new URL(idp.issuer).host,
          },
        ]
      : []),
  ];
}

/** What the secrets of a sign-in are read and bound with. */
export interface OAuthSecretsPorts extends Clock, Lock {
  /** Environment variables, for references in the settings. */
  readonly environment: Environment;
}

/** What a sign-in and its renewal need besides the grant: secrets of clients, and tokens that come from outside. */
export class OAuthSecrets {
  readonly #store: CredentialStore;
  readonly #ports: OAuthSecretsPorts;

  constructor(store: CredentialStore, ports: OAuthSecretsPorts) {
    this.#store = store;
    this.#ports = ports;
  }

  /** The secrets for a new sign-in, each with the token endpoint that it was stored for. */
  async forSignIn(
    server: OAuthServer,
  ): Promise<ClientSecrets & Pick<SignInOptions, "secretsTokenOrigin">> {
    const { auth } = server;
    const own = await this.#clientOf(server, CLIENT_PART, auth.clientId);
    const atIdp = await this.#clientOf(server, IDP_CLIENT_PART, auth.idp?.clientId);
    const { assertion } = auth;
    const idToken = auth.idp?.idToken;
    return {
      ...(own && (usesClientKey(auth) ? { clientKey: own.secret } : { clientSecret: own.secret })),
      ...(own?.tokenOrigin !== undefined && { secretsTokenOrigin: own.tokenOrigin }),
      ...(atIdp && { idpClientSecret: atIdp.secret }),
      ...(atIdp?.tokenOrigin !== undefined && { idpSecretTokenOrigin: atIdp.tokenOrigin }),
      usingClient: (usedAt) => this.#bindClient(server, CLIENT_PART, auth.clientId, usedAt),
      usingIdpClient: (usedAt) =>
        this.#bindClient(server, IDP_CLIENT_PART, auth.idp?.clientId, usedAt),
      ...(assertion && {
        assertion: ({ tokenEndpoint }) =>
          this.#outside(server, OUTSIDE_PARTS.assertion, assertion, tokenEndpoint),
      }),
      ...(idToken && {
        idToken: ({ tokenEndpoint }) =>
          this.#outside(server, OUTSIDE_PARTS.idToken, idToken, tokenEndpoint),
      }),
    };
  }

  /** The secrets for a renewal as they are stored now; that of the client only where it belongs to the grant's token endpoint. */
  async forRefresh(server: OAuthServer, grant: OAuthGrant): Promise<ClientSecrets> {
    const { secretsTokenOrigin, clientSecret, clientKey, usingClient, ...others } =
      await this.forSignIn(server);
    const fits =
      server.auth.clientId === grant.client.clientId &&
      (secretsTokenOrigin ?? tokenOriginOf(grant)) === tokenOriginOf(grant);
    if (fits) await usingClient?.(grant);
    if (grant.idp) await others.usingIdpClient?.(grant.idp);
    return {
      ...others,
      ...(fits && clientSecret && { clientSecret }),
      ...(fits && clientKey && { clientKey }),
    };
  }

  /** Notes that the secrets of clients were accepted at the token endpoints to which they belong. */
  async bind(server: OAuthServer, grant: OAuthGrant): Promise<void> {
    const worked = { workedAtMs: this.#ports.now() };
    await this.#bindClient(server, CLIENT_PART, grant.client.clientId, grant, worked);
    if (grant.idp)
      await this.#bindClient(server, IDP_CLIENT_PART, server.auth.idp?.clientId, grant.idp, worked);
  }

  async #clientOf(
    server: OAuthServer,
    part: string,
    clientId: string | undefined,
  ): Promise<StoredClientSecret | undefined> {
    if (clientId === undefined) return undefined;
    const stored = await this.#store.readFresh({ ...credentialKeyOf(server), part });
    return stored?.kind === "client" && stored.clientId === clientId ? stored : undefined;
  }

  /** From its first use on, whether or not it is accepted, the secret of a client belongs to the token endpoint that it is used at. */
  async #bindClient(
    server: OAuthServer,
    part: string,
    clientId: string | undefined,
    usedAt: { readonly tokenEndpoint: string },
    worked: Pick<StoredClientSecret, "workedAtMs"> = {},
  ): Promise<void> {
    const tokenOrigin = tokenOriginOf(usedAt);
    const toChange = async () => {
      const stored = await this.#clientOf(server, part, clientId);
      const isNews = stored?.workedAtMs === undefined && worked.workedAtMs !== undefined;
      const isHere = stored?.tokenOrigin === tokenOrigin;
      return stored?.tokenOrigin === undefined || (isNews && isHere) ? stored : undefined;
    };
    if (!(await toChange())) return;
    const key = { ...credentialKeyOf(server), part };
    await this.#ports.withLock(lockNameOf(key), new AbortController().signal, async () => {
      // The user may have replaced it meanwhile.
      const stored = await toChange();
      if (stored) await this.#store.write(key, { ...stored, tokenOrigin, ...worked });
    });
  }

  /** A token from outside, for the one token endpoint that it was first sent to. */
  async #outside(
    server: OAuthServer,
    part: string,
    token: OutsideToken,
    tokenEndpoint: string,
  ): Promise<Secret> {
    const key = { ...credentialKeyOf(server), part };
    const tokenOrigin = tokenOriginOf({ tokenEndpoint });
    const read = await readOutsideToken(server, token, this.#ports.environment);
    const consent = { source: sourceOf(token), tokenOrigin };
    if (!(await this.#isConsented(server, key, consent)))
      await this.#store.write(key, {
        kind: "outsideToken",
        revision: newRevision(),
        createdAtMs: this.#ports.now(),
        ...consent,
      });
    return read;
  }

  /** Throws `credentialBoundElsewhere` where the settings have changed since the first use, which whoever can commit to the workspace can do. */
  async #isConsented(
    server: OAuthServer,
    key: CredentialKey,
    { source, tokenOrigin }: Pick<StoredOutsideToken, "source" | "tokenOrigin">,
  ): Promise<boolean> {
    const origins = await this.#store.originsOf(key.server, key.part);
    if (origins.length === 0) return false;
    const stored = await this.#store.readFresh(key);
    if (
      stored?.kind === "outsideToken" &&
      stored.source === source &&
      stored.tokenOrigin === tokenOrigin
    )
      return true;
    throw new Failure(
      "credentialBoundElsewhere",
      t(
        "The settings of “{0}” now send the token from {1} to {2}, which is not what they named before, so it was not sent. If that is right, remove what is kept for it in “List credentials”, then sign in again.",
        server.name,
        source,
        tokenOrigin,
      ),
      { now: tokenOrigin },
    );
  }
}

function tokenOriginOf({ tokenEndpoint }: { readonly tokenEndpoint: string }): string {
  return new URL(tokenEndpoint).origin;
}
