import { setTimeout as sleep } from "node:timers/promises";
import type { Middleware } from "oidc-provider";

/** One request as the authorization server saw it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly grantType: string | undefined;
  readonly clientId: string | undefined;
  readonly status: number;
}

/** What may go wrong at the token endpoint when a test asks for it. */
export interface Faults {
  /** Status codes to answer the next token requests with, instead of handling them; 0 breaks the connection. */
  failures: number[];
  /** How long the token endpoint waits before it handles a request. */
  delayMs: number;
  /** How many token requests are waiting for that at this moment. */
  waiting: number;
  /** How many of the next token requests are handled, and their answers lost on the way. */
  lostAnswers: number;
}

/** Records every request once it is answered. */
export function recordRequests(requests: RecordedRequest[]): Middleware {
  return async (context, next) => {
    try {
      await next();
    } finally {
      const grantType = context.oidc?.params?.["grant_type"];
      requests.push({
        method: context.method,
        path: context.path,
        grantType: typeof grantType === "string" ? grantType : undefined,
        clientId: context.oidc?.client?.clientId,
        status: context.status,
      });
    }
  };
}

/** Lets the token endpoint fail or dawdle. */
export function faults(state: Faults): Middleware {
  return async (context, next) => {
    if (context.path !== "/token" || context.method !== "POST") return next();
    if (state.delayMs > 0) {
      state.waiting += 1;
      await sleep(state.delayMs);
      state.waiting -= 1;
    }
    const failure = state.failures.shift();
    if (failure === undefined) {
      await next();
      if (state.lostAnswers === 0) return;
      state.lostAnswers -= 1;
    }
    if (failure === undefined || failure === 0) {
      context.respond = false;
      context.req.socket.destroy();
      return;
    }
    context.status = failure;
    context.body = "The server has a bad moment.";
  };
}

/** Sends browsers, and nobody else, to the host that the editor opens without rewriting the address. */
export function announceToBrowsers(
  browserOrigin: string,
  overrides: Readonly<Record<string, unknown>>,
): Middleware {
  const moved = (url: unknown): unknown => {
    if (typeof url !== "string") return url;
    const { pathname, search } = new URL(url);
    return browserOrigin + pathname + search;
  };
  return async (context, next) => {
    await next();
    if (typeof context.body !== "object" || context.body === null) return;
    const route = context.oidc?.route;
    const body: Record<string, unknown> = { ...context.body };
    if (route === "discovery") {
      body["authorization_endpoint"] = moved(body["authorization_endpoint"]);
      body["end_session_endpoint"] = moved(body["end_session_endpoint"]);
      context.body = Object.assign(body, overrides);
    } else if (route === "device_authorization" && "verification_uri" in body) {
      body["verification_uri"] = moved(body["verification_uri"]);
      body["verification_uri_complete"] = moved(body["verification_uri_complete"]);
      context.body = body;
    }
  };
}

/** Gives an authorization request without `scope` the default one (RFC 6749, section 3.3). */
export function defaultScope(scope: string | undefined): Middleware {
  return async (context, next) => {
    const { query } = context;
    if (
      scope &&
      context.path === "/auth" &&
      query["client_id"] &&
      !query["scope"] &&
      !query["request_uri"]
    ) {
      context.url += `&scope=${encodeURIComponent(scope)}`;
    }
    await next();
  };
}
