import { t } from "@vscode/l10n";
import {
  customFetch,
  allowInsecureRequests,
  ClientSecretPost,
  genericTokenEndpointRequest,
  type ClientAuth,
} from "oauth4webapi";
import { Failure } from "../../failure.ts";
import type { Secret } from "../../secret.ts";
import type { OAuthAuth } from "../../kinds/oauth.ts";
import type { AuthorizationServer } from "../discovery/authorizationServer.ts";
import { clientAuthentications, type AssertionSettings } from "../client/clientAuthentication.ts";
import { notableSkewMs, type EngineContext } from "../context.ts";
import { createDpopKey, signProof, type DpopKey } from "./dpop.ts";
import type { EndpointTrust } from "../discovery/endpointRules.ts";
import { readJson, safeFetch } from "../safeFetch.ts";
import {
  parseErrorAnswer,
  parseTokenAnswer,
  type OAuthErrorAnswer,
  type TokenAnswer,
} from "./tokenAnswer.ts";
import { tokenFailure, type TokenStep } from "./tokenFailure.ts";
import type { OAuthClient } from "../types.ts";

/** A request to a token endpoint, whatever the grant. */
export interface TokenRequest {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly client: OAuthClient;
  readonly grantType: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly step: TokenStep;
  readonly trust: EndpointTrust;
  readonly settings: AssertionSettings & { readonly dpop?: boolean };
  readonly dpopKey?: Secret;
  readonly dpopAlgorithms?: readonly string[];
  /** Whether the secret may also be sent in the body: nobody said how the server wants it. */
  readonly mayPost?: boolean;
}

export interface TokenResult {
  /** How the client authenticated, which may differ from what was tried first. */
  readonly method: OAuthClient["method"];
  readonly answer: TokenAnswer;
  /** Milliseconds since the epoch when the answer came. */
  readonly receivedAtMs: number;
  /** Private JWK that the token is bound to. */
  readonly dpopKey?: Secret;
}

type Outcome =
  | { readonly answer: TokenAnswer }
  | { readonly error: OAuthErrorAnswer | undefined; readonly response: Response };

/** What all token requests of a sign-in at one authorization server have in common. */
export function tokenRequestTo(
  server: AuthorizationServer,
  client: OAuthClient,
  settings: Pick<OAuthAuth, "keyId" | "algorithm" | "dpop" | "tokenEndpointAuthMethod">,
  serverUrl: string,
) {
  return {
    issuer: server.issuer,
    tokenEndpoint: server.tokenEndpoint,
    client,
    settings,
    // Discovery has checked the endpoint already.
    trust: { serverUrl, byHand: true },
    mayPost:
      server.tokenAuthMethods === undefined && settings.tokenEndpointAuthMethod === undefined,
    ...(server.dpopAlgorithms && { dpopAlgorithms: server.dpopAlgorithms }),
  };
}

/**
 * Sends a token request: client authentication by the client's method (in its other form when the server refuses the
 * first), and a DPoP proof with the server's nonce where one is wanted. Rejects with `grantRejected`, `clientUnknown`,
 * `scopeInsufficient`, `tokenRequestFailed`, `tokenResponseInvalid` or a failure of {@link safeFetch}.
 */
export async function requestToken(
  context: EngineContext,
  request: TokenRequest,
  signal: AbortSignal,
): Promise<TokenResult> {
  const formKey = `${request.tokenEndpoint} ${request.client.clientId}`;
  const forms = authenticationForms(context, request);
  const sender = createSender(context, request, signal);
  let form = Math.min(context.authenticationForms.get(formKey) ?? 0, forms.length - 1);
  for (;;) {
    const { method, authenticate } = forms[form]!;
    const outcome = await sender.send(authenticate);
    if ("answer" in outcome) {
      context.authenticationForms.set(formKey, form);
      return {
        method,
        answer: checkTokenType(outcome.answer, sender.dpopKey),
        receivedAtMs: context.now(),
        ...(outcome.answer.tokenType === "DPoP" && sender.dpopKey && { dpopKey: sender.dpopKey }),
      };
    }
    const { error, response } = outcome;
    const refusesClient = error?.error === "invalid_client" || (!error && response.status === 401);
    if (!refusesClient || form + 1 >= forms.length) {
      context.authenticationForms.delete(formKey);
      throw tokenFailure(request.step, response.status, error, request.client);
    }
    form += 1;
  }
}

function authenticationForms(context: EngineContext, request: TokenRequest) {
  const { client } = request;
  const forms = clientAuthentications(
    client,
    request,
    request.settings,
    context.now() + notableSkewMs(context, request.tokenEndpoint),
  ).map((authenticate) => ({ method: client.method, authenticate }));
  if (!request.mayPost || client.method !== "client_secret_basic" || !client.clientSecret)
    return forms;
  const post = {
    method: "client_secret_post" as const,
    authenticate: ClientSecretPost(client.clientSecret.reveal()),
  };
  return [...forms, post];
}

function createSender(context: EngineContext, request: TokenRequest, signal: AbortSignal) {
  const { client, parameters, grantType, settings } = request;
  let dpopKey = request.dpopKey;
  let nonce = context.dpopNonces.get(request.tokenEndpoint);

  async function sendWith(authentication: ClientAuth): Promise<Outcome> {
    const proof =
      dpopKey &&
      (await signProof(dpopKey, {
        method: "POST",
        url: request.tokenEndpoint,
        nonce,
        nowMs: context.now() + notableSkewMs(context, request.tokenEndpoint),
      }));
    const response = await genericTokenEndpointRequest(
      { issuer: request.issuer, token_endpoint: request.tokenEndpoint },
      { client_id: client.clientId },
      authentication,
      grantType,
      { ...parameters },
      {
        ...(proof && { headers: { dpop: proof.reveal() } }),
        // safeFetch has the stricter rule: https, or loopback.
        [allowInsecureRequests]: true,
        [customFetch]: (url, { headers, body }) =>
          safeFetch(context, url, {
            what: "token endpoint",
            trust: request.trust,
            signal,
            method: "POST",
            headers,
            ...(body !== undefined && { body }),
          }),
      },
    );
    nonce = response.headers.get("dpop-nonce") ?? nonce;
    if (nonce !== undefined) context.dpopNonces.set(request.tokenEndpoint, nonce);
    const document = await readJson(response.clone());
    const answer = response.ok ? parseTokenAnswer(document) : undefined;
    // Some servers refuse with status 200 and an `error` in the body.
    return answer ? { answer } : { error: parseErrorAnswer(document), response };
  }

  return {
    get dpopKey() {
      return dpopKey;
    },
    async send(authentication: ClientAuth): Promise<Outcome> {
      const before: { key: Secret | undefined; nonce: string | undefined } = {
        key: dpopKey,
        nonce,
      };
      const outcome = await sendWith(authentication);
      if ("answer" in outcome || settings.dpop === false) return outcome;
      const code = outcome.error?.error;
      if (code !== "use_dpop_nonce" && code !== "invalid_dpop_proof") return outcome;
      dpopKey ??= (await createDpopKey(request.dpopAlgorithms)).secret;
      // Once more only with something new: a nonce, or a proof where there was none.
      return before.key === dpopKey && before.nonce === nonce ? outcome : sendWith(authentication);
    },
  };
}

function checkTokenType(answer: TokenAnswer, dpopKey: Secret | undefined): TokenAnswer {
  if (answer.tokenType === "Bearer" || dpopKey) return answer;
  throw new Failure(
    "tokenResponseInvalid",
    t(
      "The server gave a token that is bound to a key, although none was offered. Turn on `dpop` for this server in the settings, then sign in again.",
    ),
  );
}

/** Makes the key for a sign-in that is to be bound to one from the start. */
export async function initialDpopKey(
  wanted: boolean,
  algorithms: readonly string[] | undefined,
): Promise<DpopKey | undefined> {
  return wanted ? createDpopKey(algorithms) : undefined;
}
