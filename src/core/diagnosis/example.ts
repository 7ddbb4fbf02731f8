import type { CredentialFacts, HttpEvidence } from "../credentials/request/source.ts";
import type { Evidence, FailureEvidence, RefusalEvidence } from "./evidence.ts";
import type { ActionFix } from "../finding.ts";
import type { Found } from "./rule.ts";
import { Failure, type FailureCode, type FailureFacts } from "../failure.ts";
import type { Auth } from "../kinds/auth.ts";
import { DEFAULT_REFRESH } from "../kinds/refresh.ts";
import type { Server } from "../servers/server.ts";

/**
 * What a rule says about one piece of evidence; undefined where it says nothing. Each rule has its examples beside it,
 * and one test runs them all. They are functions: nothing of them is built in the product, or comes into its bundle.
 */
export type Examples = () => readonly (readonly [
  title: string,
  evidence: Evidence,
  found: Found | undefined,
])[];

/** 2026-01-01T12:00:00Z. */
export const NOW_MS = 1_767_268_800_000;
export const NOW_S = 1_767_268_800;

const AUTH = {
  none: { type: "none" },
  token: { type: "token", header: "Authorization", scheme: "Bearer" },
  oauth: { type: "oauth", flow: "authorization_code", refresh: DEFAULT_REFRESH },
} as const satisfies Readonly<Record<string, Auth>>;

/** The kinds of authentication that the rules tell apart here. */
export type AuthType = keyof typeof AUTH;

export function server(auth: AuthType | Auth): Server {
  return {
    name: "crm",
    url: "https://mcp.example/mcp",
    transport: "http",
    headers: {},
    auth: typeof auth === "string" ? AUTH[auth] : auth,
  };
}

/** A server refused a request that carried what its settings say. */
export function refusal(
  auth: AuthType | Auth,
  http: Partial<HttpEvidence> = {},
  credential: Partial<CredentialFacts> = {},
): RefusalEvidence {
  return {
    kind: "refusal",
    server: server(auth),
    http: { status: 401, challenges: [], sentHeaderNames: [], ...http },
    credential: {
      kind: typeof auth === "string" ? auth : auth.type,
      workedBefore: false,
      ...credential,
    },
    nowMs: NOW_MS,
  };
}

/** The same at a server of the provider that is known by its address. */
export function at<Kind extends Evidence>(url: string, evidence: Kind): Kind {
  return { ...evidence, server: { ...evidence.server, url } };
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

// The fixes as the findings of several rules have them, word for word.

export const signIn = {
  kind: "action",
  title: "Sign in",
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
export const switchToToken = {
  kind: "action",
  title: "Use a token",
  action: { type: "switchToToken", server: "crm" },
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

/** Setting a secret that is called otherwise than token. */
export function set(title: string): ActionFix {
  return { ...setToken, title };
}

/** Rotating a secret that is called otherwise than token. */
export function rotate(title: string): ActionFix {
  return { ...rotateToken, title };
}
