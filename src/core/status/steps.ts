import { t } from "@vscode/l10n";
import { heldCredential, type StoredCredential } from "../credentials/storage/stored.ts";
import { factsOfAuth, wordsOf } from "../kinds/auth.ts";
import type { SignInStep } from "../oauth/types.ts";
import { shownUrl, type Server } from "../servers/server.ts";
import type { ServerStatus } from "./status.ts";

/** One step of a connection, as the tree shows it below the server; `settings` where they are wrong and nothing else is known. */
export interface Step {
  readonly id: "settings" | "address" | "credential" | "connection" | "tools";
  readonly label: string;
  readonly detail: string;
  readonly state: "done" | "active" | "waiting" | "failed" | "pending";
}

const SIGN_IN_STEPS = {
  discovering: () => t("Asking the server where to sign in…"),
  registering: () => t("Registering this editor…"),
  checkingRedirect: () => t("Checking the redirect URI…"),
  waitingForBrowser: () => t("Waiting for the browser…"),
  exchangingCode: () => t("Fetching the token…"),
} as const satisfies Record<SignInStep, () => string>;

/** What happens in a step of a sign-in, for the tree and the notification. */
export function signInStepText(step: SignInStep): string {
  return SIGN_IN_STEPS[step]();
}

/** A server's state in two or three words, for the line behind its name. */
export function summaryOf(status: ServerStatus): string {
  switch (status.kind) {
    case "notStarted":
      return t("Not started");
    case "signedOut":
      return t("Sign-in needed");
    case "tokenMissing":
      return wordsOf(status.wants ?? "token").needed();
    case "addressChanged":
      return URL.canParse(status.from) ? t("Address changed") : t("Settings changed");
    case "signingIn":
      return t("Signing in…");
    case "connecting":
      return t("Connecting…");
    case "refreshing":
      return t("Refreshing the token…");
    case "connected":
      return status.tools === undefined ? t("Connected") : toolCount(status.tools);
    case "failed":
      return status.finding.shortName;
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
      label: t("Address"),
      detail: shownUrl(server),
      state: status.kind === "addressChanged" ? "waiting" : "done",
    },
    credentialStep(server, status, credential),
    {
      id: "connection",
      label: t("Connection"),
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
    label: server.auth.type === "oauth" ? t("Sign-in") : t("Credential"),
  } as const;
  switch (status.kind) {
    case "signingIn":
      return { ...step, detail: signInStepText(status.step), state: "active" };
    case "refreshing":
      return { ...step, detail: t("Refreshing the token…"), state: "active" };
    case "signedOut":
      return { ...step, detail: t("Not signed in"), state: "waiting" };
    case "tokenMissing":
      return {
        ...step,
        detail: wordsOf(status.wants ?? "token").absent(status.header),
        state: "waiting",
      };
    case "addressChanged":
      return { ...step, detail: t("Stored for {0}", status.from), state: "waiting" };
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
  if (auth.type === "oauth") return t("Not signed in");
  const { wanted } = factsOfAuth(auth);
  return wanted === undefined ? t("None needed") : wordsOf(wanted).absent();
}

/** What requests to a server without a main credential hold. */
function withoutMain({ secretHeaders = [] }: Server): string {
  return secretHeaders.length === 0
    ? t("None needed")
    : t("In {0}", secretHeaders.map(({ header }) => header).join(", "));
}

function connectionDetail(status: ServerStatus): string {
  switch (status.kind) {
    case "failed":
      return status.finding.message;
    case "connected":
    case "refreshing":
      return t("Connected");
    case "connecting":
      return t("Connecting…");
    case "notStarted":
      return t("Starts when its tools are used");
    case "signedOut":
    case "tokenMissing":
    case "addressChanged":
    case "signingIn":
      return t("Waiting for the credential");
  }
}

function toolsStep(status: ServerStatus): Step {
  const step = { id: "tools", label: t("Tools") } as const;
  if (status.kind !== "connected" || status.tools === undefined) {
    return { ...step, detail: t("Not listed yet"), state: "pending" };
  }
  // R21: connected without tools is neither an error nor a success.
  return status.tools === 0
    ? {
        ...step,
        detail: t("None: your role may not have access. Ask the administrator."),
        state: "waiting",
      }
    : { ...step, detail: toolCount(status.tools), state: "done" };
}

function toolCount(count: number): string {
  return count === 1 ? t("1 tool") : count === 0 ? t("No tools") : t("{0} tools", count);
}
