import type { WantedSecret } from "../kinds/auth.ts";
import { heldCredential, type StoredCredential } from "../credentials/storage/stored.ts";
import { shownUrl, type Server } from "../servers/server.ts";
import type { ServerStatus } from "./status.ts";

/** One step of a connection, as the tree shows it below the server. */
export interface Step {
  readonly id: "address" | "credential" | "connection" | "tools";
  readonly label: string;
  readonly detail: string;
  readonly state: "done" | "active" | "waiting" | "failed" | "pending";
}

const SIGN_IN_STEPS = {
  discovering: "Asking the server where to sign in…",
  registering: "Registering this editor…",
  checkingRedirect: "Checking the redirect URI…",
  waitingForBrowser: "Waiting for the browser…",
  exchangingCode: "Fetching the token…",
} as const;

const WANTED: Readonly<
  Record<WantedSecret, { readonly summary: string; readonly detail: string }>
> = {
  token: { summary: "Token needed", detail: "No token stored" },
  password: { summary: "Password needed", detail: "No password stored" },
  sharedSecret: { summary: "Shared secret needed", detail: "No shared secret stored" },
  privateKey: { summary: "Private key needed", detail: "No private key stored" },
  passphrase: { summary: "Passphrase needed", detail: "The private key is locked" },
  header: { summary: "Secret needed", detail: "No secret stored" },
};

function missingDetail(status: Extract<ServerStatus, { kind: "tokenMissing" }>): string {
  const { detail } = WANTED[status.wants ?? "token"];
  return status.header === undefined ? detail : `${detail} for ${status.header}`;
}

/** Causes in a few words, by the code of the finding: the tree is narrow, and its line is read first. */
const CAUSES: Readonly<Record<string, string>> = {
  accessDenied: "No access",
  adminSetting: "Turned off by the administrator",
  authorizationDenied: "Sign-in refused",
  certificateRejected: "Certificate not trusted",
  clientIdNeeded: "Client ID or secret missing",
  clockSkew: "Clock is wrong",
  credentialMissing: "Credential wanted",
  notMcpServer: "No MCP answer",
  redirectUriMismatch: "Redirect URI not registered",
  redirectPortBusy: "Port is taken",
  scopeMissing: "Permission missing",
  serverWantsOAuth: "Uses OAuth now",
  signInRejected: "Sign-in not accepted",
  signInTimedOut: "Sign-in timed out",
  timedOut: "No answer",
  tokenExpired: "Token expired",
  tokenRejected: "Token not accepted",
  tokenRevoked: "Token revoked or replaced",
  carrierRejected: "Token in the wrong header",
  secretRejected: "Credential not accepted",
  variableUnset: "Variable not set",
  secretStoreFailed: "Secret storage failed",
  unreachable: "Not reachable",
};

/** A server's state in two or three words, for the line behind its name. */
export function summaryOf(status: ServerStatus): string {
  switch (status.kind) {
    case "notStarted":
      return "Not started";
    case "signedOut":
      return "Sign-in needed";
    case "tokenMissing":
      return WANTED[status.wants ?? "token"].summary;
    case "addressChanged":
      return URL.canParse(status.from) ? "Address changed" : "Settings changed";
    case "signingIn":
      return "Signing in…";
    case "connecting":
      return "Connecting…";
    case "refreshing":
      return "Refreshing the token…";
    case "connected":
      return status.tools === undefined ? "Connected" : toolCount(status.tools);
    case "failed":
      return CAUSES[status.finding.code] ?? "Needs attention";
  }
}

/** The steps from the address to the tools, each with where it stands. */
export function stepsOf(
  server: Server,
  status: ServerStatus,
  credential: StoredCredential | undefined,
): readonly Step[] {
  const connected = status.kind === "connected" || status.kind === "refreshing";
  return [
    {
      id: "address",
      label: "Address",
      detail: shownUrl(server),
      state: status.kind === "addressChanged" ? "waiting" : "done",
    },
    credentialStep(server, status, credential),
    {
      id: "connection",
      label: "Connection",
      detail: connectionDetail(status),
      state: connected
        ? "done"
        : status.kind === "failed"
          ? "failed"
          : status.kind === "connecting"
            ? "active"
            : "pending",
    },
    toolsStep(status),
  ];
}

function credentialStep(
  server: Server,
  status: ServerStatus,
  credential: StoredCredential | undefined,
): Step {
  const step = {
    id: "credential",
    label: server.auth.type === "oauth" ? "Sign-in" : "Credential",
  } as const;
  switch (status.kind) {
    case "signingIn":
      return { ...step, detail: SIGN_IN_STEPS[status.step], state: "active" };
    case "refreshing":
      return { ...step, detail: "Refreshing the token…", state: "active" };
    case "signedOut":
      return { ...step, detail: "Not signed in", state: "waiting" };
    case "tokenMissing":
      return { ...step, detail: missingDetail(status), state: "waiting" };
    case "addressChanged":
      return { ...step, detail: `Stored for ${status.from}`, state: "waiting" };
    case "notStarted":
    case "connecting":
    case "connected":
    case "failed":
      if (server.auth.type === "none")
        return { ...step, detail: withoutMain(server), state: "done" };
      return credential
        ? { ...step, detail: heldCredential(credential).step(), state: "done" }
        : {
            ...step,
            detail: absentDetail(server),
            state: "waiting",
          };
  }
}

function absentDetail({ auth }: Server): string {
  switch (auth.type) {
    case "oauth":
      return "Not signed in";
    case "token":
      return WANTED.token.detail;
    case "basic":
      return WANTED.password.detail;
    case "jwt":
      return WANTED[auth.jwt.algorithm === "HS256" ? "sharedSecret" : "privateKey"].detail;
    case "none":
      return "None needed";
  }
}

/** What a server without a main credential carries. */
function withoutMain({ secretHeaders = [] }: Server): string {
  return secretHeaders.length === 0
    ? "None needed"
    : `In ${secretHeaders.map(({ header }) => header).join(", ")}`;
}

function connectionDetail(status: ServerStatus): string {
  switch (status.kind) {
    case "failed":
      return status.finding.message;
    case "connected":
    case "refreshing":
      return "Connected";
    case "connecting":
      return "Connecting…";
    case "notStarted":
      return "Starts when its tools are used";
    case "signedOut":
    case "tokenMissing":
    case "addressChanged":
    case "signingIn":
      return "Waiting for the credential";
  }
}

function toolsStep(status: ServerStatus): Step {
  const step = { id: "tools", label: "Tools" } as const;
  if (status.kind !== "connected" || status.tools === undefined) {
    return { ...step, detail: "Not listed yet", state: "pending" };
  }
  // R21: connected without tools is neither an error nor a success.
  return status.tools === 0
    ? {
        ...step,
        detail: "None: your role may not have access. Ask the administrator.",
        state: "waiting",
      }
    : { ...step, detail: toolCount(status.tools), state: "done" };
}

function toolCount(count: number): string {
  return count === 1 ? "1 tool" : count === 0 ? "No tools" : `${count} tools`;
}
