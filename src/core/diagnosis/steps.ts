import type { StoredCredential } from "../credentials/stored.ts";
import type { Server } from "../servers/server.ts";
import type { ServerStatus } from "../servers/status.ts";

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

/** A server's state in two or three words, for the line behind its name. */
export function summaryOf(status: ServerStatus): string {
  switch (status.kind) {
    case "notStarted":
      return "Not started";
    case "signedOut":
      return "Sign-in needed";
    case "tokenMissing":
      return "Token needed";
    case "addressChanged":
      return "Address changed";
    case "signingIn":
      return "Signing in…";
    case "connecting":
      return "Connecting…";
    case "refreshing":
      return "Refreshing the token…";
    case "connected":
      return status.tools === undefined ? "Connected" : toolCount(status.tools);
    case "failed":
      return "Needs attention";
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
      detail: server.url,
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
      return { ...step, detail: "No token stored", state: "waiting" };
    case "addressChanged":
      return { ...step, detail: `Stored for ${status.from}`, state: "waiting" };
    case "notStarted":
    case "connecting":
    case "connected":
    case "failed":
      if (server.auth.type === "none") return { ...step, detail: "None needed", state: "done" };
      return credential
        ? { ...step, detail: credentialDetail(credential), state: "done" }
        : {
            ...step,
            detail: server.auth.type === "oauth" ? "Not signed in" : "No token stored",
            state: "waiting",
          };
  }
}

function credentialDetail(credential: StoredCredential): string {
  if (credential.kind === "oauth") {
    const { account, issuer } = credential.grant;
    // A server that does not tell who signed in is named itself.
    return `Signed in ${account.label === new URL(issuer).host ? "at" : "as"} ${account.label}`;
  }
  return `Token in ${credential.header}`;
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
