import { addressSentence, type Need } from "../credentials/request/need.ts";
import type { Server } from "../servers/server.ts";
import type { ServerStatus } from "./status.ts";
import type { Finding, Fix } from "../finding.ts";
import { openSettingsFix, setCredentialFix } from "../diagnosis/fixes.ts";

/** A fix that is more than an edit of a file. */
export type ActionFix = Extract<Fix, { kind: "action" }>;

/** What a person can do about a missing or withheld credential, the likeliest first. */
export function needFixes(server: Server, need: Need): readonly ActionFix[] {
  const { name } = server;
  switch (need.kind) {
    case "signIn":
      return [action("Sign In", { type: "signIn", server: name })];
    case "token":
      return need.wants === "passphrase"
        ? [action("Enter Passphrase…", { type: "unlockKey", server: name })]
        : [action(setTitle(need), { type: "setToken", server: name })];
    case "confirmAddress":
      return addressFixes(server);
  }
}

/** What is wrong with a server as its status tells: a failure, or a credential that is withheld. */
export function findingOfStatus(server: Server, status: ServerStatus): Finding | undefined {
  if (status.kind === "failed") return status.finding;
  if (status.kind !== "addressChanged") return undefined;
  return {
    code: "addressChanged",
    severity: "warning",
    message: addressSentence(server.name, status.from, status.to),
    server: server.name,
    fixes: addressFixes(server),
  };
}

/** A sign-in is tied to the address by its authorization server: it cannot be used elsewhere. */
function addressFixes(server: Server): readonly ActionFix[] {
  const { name, auth } = server;
  const settings = openSettingsFix(name);
  if (auth.type === "oauth") return [action("Sign in", { type: "signIn", server: name }), settings];
  const use = action("Use the stored credential…", { type: "useCredentialHere", server: name });
  return [use, setCredentialFix(server), settings];
}

function setTitle({ wants = "token" }: Extract<Need, { kind: "token" }>): string {
  switch (wants) {
    case "token":
      return "Set Token…";
    case "password":
      return "Set Password…";
    case "sharedSecret":
    case "header":
      return "Set Secret…";
    case "privateKey":
      return "Choose Key File…";
    case "passphrase":
      return "Enter Passphrase…";
  }
}

function action(title: string, fix: ActionFix["action"]): ActionFix {
  return { kind: "action", title, action: fix };
}
