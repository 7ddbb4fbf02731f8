import { createOAuthEngine } from "../../../src/core/oauth/engine.ts";
import { Failure } from "../../../src/core/failure.ts";
import type {
  OAuthClient,
  OAuthEngine,
  OAuthGrant,
  OAuthPorts,
  OAuthServer,
  SignInInteraction,
  SignInOptions,
} from "../../../src/core/oauth/types.ts";

export const REDIRECT_URI = "http://127.0.0.1:33418/callback";

/** What the user's part in a sign-in was. */
interface Seen {
  readonly steps: string[];
  readonly opened: string[];
  readonly log: string[];
  /** What the listener was told: the registered redirect URI, and whether any port will do. */
  readonly listened: (readonly [registered: string | undefined, anyPort: boolean])[];
}

export interface TestUser {
  /** Takes the part of the browser: gives the redirect that comes back. */
  browser?: (authorizationUrl: string) => Promise<URL>;
  enterCode?: SignInInteraction["showDeviceCode"];
  client?: Awaited<ReturnType<SignInInteraction["askClient"]>>;
  issuer?: string;
  redirectUri?: string;
}

/** An engine, a user and a browser for one test. */
export function createHarness(user: TestUser = {}, ports: Partial<OAuthPorts> = {}) {
  const seen: Seen = { steps: [], opened: [], log: [], listened: [] };
  const note = (message: string) => void seen.log.push(message);
  const engine: OAuthEngine = createOAuthEngine({
    fetch,
    now: Date.now,
    log: { trace: note, debug: note, info: note, warn: note, error: note },
    ...ports,
  });
  let arrive: ((url: URL) => void) | undefined;
  const interaction: SignInInteraction = {
    async openBrowser(url) {
      seen.opened.push(url);
      if (!user.browser) return false;
      arrive?.(await user.browser(url));
      return true;
    },
    async redirectReceiver(registered, { anyPort }) {
      seen.listened.push([registered, anyPort]);
      return {
        redirectUri: user.redirectUri ?? REDIRECT_URI,
        receive: () =>
          new Promise((resolve) => {
            arrive = resolve;
          }),
        dispose() {},
      };
    },
    chooseAuthorizationServer: async () => user.issuer,
    askClient: async () => user.client,
    showDeviceCode: async (facts) => user.enterCode?.(facts),
    progress: (step) => void seen.steps.push(step),
  };
  return {
    engine,
    seen,
    signIn: (server: OAuthServer, options: SignInOptions = {}, signal = never()) =>
      engine.signIn(server, interaction, options, signal),
  };
}

/** A signal that never aborts. */
export function never(): AbortSignal {
  return new AbortController().signal;
}

/** A client store that holds one client for one issuer. */
export function known(issuer: string, client: OAuthClient): Pick<SignInOptions, "knownClient"> {
  return { knownClient: async (asked) => (asked === issuer ? client : undefined) };
}

/** The failure that a promise rejects with; anything else is an error of the test. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

/** The parts of a grant that do not change from run to run. */
export function outline(grant: OAuthGrant) {
  const { issuer, tokenType, scopes, resource, account, client } = grant;
  return {
    issuer,
    tokenType,
    scopes,
    resource,
    account: account.label,
    client: { source: client.source, method: client.method, redirectUris: client.redirectUris },
    refreshable: grant.refreshToken !== undefined,
  };
}

/** A browser for servers that need no login page: takes the redirect as it comes. */
export function redirectOnly(fetchPage: typeof fetch = fetch): NonNullable<TestUser["browser"]> {
  return async (url) => {
    const response = await fetchPage(url, { redirect: "manual" });
    return new URL(response.headers.get("location") ?? "about:blank");
  };
}
