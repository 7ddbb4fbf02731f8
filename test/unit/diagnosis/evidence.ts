import type {
  CredentialFacts,
  HttpEvidence,
} from "../../../src/core/credentials/request/source.ts";
import type { FailureEvidence, RefusalEvidence } from "../../../src/core/diagnosis/evidence.ts";
import { Failure, type FailureCode, type FailureFacts } from "../../../src/core/failure.ts";
import type { Auth } from "../../../src/core/kinds/auth.ts";
import { DEFAULT_REFRESH } from "../../../src/core/kinds/refresh.ts";
import type { Server } from "../../../src/core/servers/server.ts";

export const NOW_MS = Date.UTC(2026, 0, 1, 12);
export const NOW_S = NOW_MS / 1000;

const AUTH = {
  none: { type: "none" },
  token: { type: "token", header: "Authorization", scheme: "Bearer" },
  oauth: { type: "oauth", flow: "authorization_code", refresh: DEFAULT_REFRESH },
} as const satisfies Readonly<Record<string, Auth>>;

/** The kinds of authentication that the rules tell apart here. */
export type AuthType = keyof typeof AUTH;

export function server(type: AuthType): Server {
  return {
    name: "crm",
    url: "https://mcp.example/mcp",
    transport: "http",
    headers: {},
    auth: AUTH[type],
  };
}

/** A server refused a request that carried what its settings say. */
export function refusal(
  type: AuthType,
  http: Partial<HttpEvidence> = {},
  credential: Partial<CredentialFacts> = {},
): RefusalEvidence {
  return {
    kind: "refusal",
    server: server(type),
    http: { status: 401, challenges: [], sentHeaderNames: [], ...http },
    credential: { kind: type, workedBefore: false, ...credential },
    nowMs: NOW_MS,
  };
}

export function failure(
  code: FailureCode,
  facts: FailureFacts = {},
  type: AuthType = "oauth",
): FailureEvidence {
  return {
    kind: "failure",
    server: server(type),
    failure: new Failure(code, "What happened, in our words.", facts),
  };
}

// The fixes as the findings of several rules carry them.

export const signIn = {
  kind: "action",
  title: "Sign in again",
  action: { type: "signIn", server: "crm" },
} as const;
export const anotherAccount = {
  kind: "action",
  title: "Sign in with another account",
  action: { type: "signIn", server: "crm", anotherAccount: true },
} as const;
export const setToken = {
  kind: "action",
  title: "Set token…",
  action: { type: "setToken", server: "crm" },
} as const;
export const rotateToken = {
  kind: "action",
  title: "Rotate token…",
  action: { type: "rotateToken", server: "crm" },
} as const;
export const switchToOAuth = {
  kind: "action",
  title: "Switch to OAuth sign-in",
  action: { type: "switchToOAuth", server: "crm" },
} as const;
export const checkConnection = {
  kind: "action",
  title: "Check connection",
  action: { type: "checkConnection", server: "crm" },
} as const;
export const openSettings = {
  kind: "action",
  title: "Open settings",
  action: { type: "openSettings", server: "crm" },
} as const;
