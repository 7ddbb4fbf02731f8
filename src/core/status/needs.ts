import { addressSentence, type Need } from "../credentials/request/need.ts";
import { setCredentialFix, setSecretFix } from "../diagnosis/secretFixes.ts";
import type { ActionFix, Finding } from "../finding.ts";
import { openSettingsFix, signInFix, useCredentialHereFix } from "../fixes.ts";
import type { Server } from "../servers/server.ts";
import type { ServerStatus } from "./status.ts";

/** What the user can do about a missing or withheld credential, the likeliest first. */
export function needFixes(server: Server, need: Need): readonly ActionFix[] {
  switch (need.kind) {
    case "signIn":
      return [signInFix(server.name)];
    case "token":
      return [setSecretFix(server.name, need.wants ?? "token")];
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
  const settings = openSettingsFix(server.name);
  return server.auth.type === "oauth"
    ? [signInFix(server.name), settings]
    : [useCredentialHereFix(server.name), setCredentialFix(server), settings];
}
