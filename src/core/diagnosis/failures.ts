import { t } from "@vscode/l10n";
import type { FailureCode } from "../failure.ts";
import type { ActionFix } from "../finding.ts";
import { checkConnectionFix, memoryFix, openSettingsFix, setClientSecretFix } from "../fixes.ts";
import type { Server } from "../servers/server.ts";
import { SETTINGS_CODES } from "../settingsCodes.ts";
import { newCredentialFixes } from "./secretFixes.ts";

/** What is said of a failure that no rule explains, besides its own sentence. */
interface FailureFacts {
  /** At most five words for the tree, which is narrow. */
  readonly shortName: () => string;
  readonly fixes: (server: Server) => readonly ActionFix[];
}

/** Every failure by its code. */
export const FAILURES = {
  unreachable: { shortName: () => t("Not reachable"), fixes: tryAgain },
  timedOut: { shortName: () => t("No answer"), fixes: tryAgain },
  certificateRejected: { shortName: () => t("Certificate not trusted"), fixes: tryAgain },
  tooLarge: { shortName: () => t("Answer too large"), fixes: tryAgain },
  redirectedElsewhere: { shortName: () => t("Redirected elsewhere"), fixes: tryAgain },
  insecureEndpoint: { shortName: () => t("Address without HTTPS"), fixes: giveAnew },
  notMcpServer: { shortName: () => t("No MCP answer"), fixes: tryAgain },
  privateEndpoint: { shortName: () => t("Private address refused"), fixes: giveAnew },
  headerInvalid: { shortName: () => t("Header not allowed"), fixes: giveAnew },

  discoveryFailed: { shortName: () => t("Sign-in address unknown"), fixes: giveAnew },
  metadataInvalid: { shortName: () => t("Sign-in data unreadable"), fixes: giveAnew },
  issuerMismatch: { shortName: () => t("Issuer does not match"), fixes: giveAnew },
  tokenEndpointElsewhere: { shortName: () => t("Token address elsewhere"), fixes: giveAnew },
  resourceMismatch: { shortName: () => t("Resource does not match"), fixes: giveAnew },
  pkceUnsupported: { shortName: () => t("PKCE not supported"), fixes: giveAnew },
  registrationRejected: { shortName: () => t("Registration refused"), fixes: giveAnew },
  redirectUriRejected: { shortName: () => t("Redirect URI refused"), fixes: giveAnew },
  clientUnknown: { shortName: () => t("Client not known"), fixes: giveAnew },
  clientIdNeeded: { shortName: () => t("Client ID or secret missing"), fixes: nameClient },

  authorizationDenied: { shortName: () => t("Sign-in refused"), fixes: giveAnew },
  authorizationRejected: { shortName: () => t("Sign-in request refused"), fixes: giveAnew },
  authorizationUrlUnsafe: { shortName: () => t("Sign-in address unsafe"), fixes: giveAnew },
  stateMismatch: { shortName: () => t("Answer to another sign-in"), fixes: giveAnew },
  responseIssuerMismatch: { shortName: () => t("Answer from another issuer"), fixes: giveAnew },
  redirectPortBusy: { shortName: () => t("Port is taken"), fixes: giveAnew },
  browserRefused: { shortName: () => t("Browser not opened"), fixes: giveAnew },
  signInTimedOut: { shortName: () => t("Sign-in timed out"), fixes: giveAnew },
  deviceCodeExpired: { shortName: () => t("Device code expired"), fixes: giveAnew },

  grantRejected: { shortName: () => t("Sign-in has ended"), fixes: giveAnew },
  tokenResponseInvalid: { shortName: () => t("Token answer unusable"), fixes: giveAnew },
  tokenRequestFailed: { shortName: () => t("Token request failed"), fixes: giveAnew },
  scopeInsufficient: { shortName: () => t("Scope too narrow"), fixes: giveAnew },
  stepUpExhausted: { shortName: () => t("More permissions demanded"), fixes: giveAnew },
  revocationRefused: { shortName: () => t("Token not revoked"), fixes: giveAnew },

  signInNeeded: { shortName: () => t("Sign-in needed"), fixes: giveAnew },
  tokenMissing: { shortName: () => t("Token needed"), fixes: giveAnew },
  credentialUnreadable: { shortName: () => t("Credential not readable"), fixes: giveAnew },
  credentialBoundElsewhere: { shortName: () => t("Stored for another address"), fixes: giveAnew },
  secretStoreFailed: { shortName: () => t("Secret storage failed"), fixes: goOnInMemory },
  keyInvalid: { shortName: () => t("Key not usable"), fixes: giveAnew },
  passphraseNeeded: { shortName: () => t("Passphrase needed"), fixes: giveAnew },
  variableUnset: { ...SETTINGS_CODES.variableUnset, fixes: tryAgain },
  outsideTokenUnreadable: { shortName: () => t("Token not readable"), fixes: tryAgain },
  lockTimedOut: { shortName: () => t("Busy in another window"), fixes: tryAgain },

  cancelled: { shortName: () => t("Cancelled"), fixes: giveAnew },
} as const satisfies Record<FailureCode, FailureFacts>;

/** For what may pass, or is a matter of the address. */
function tryAgain({ name }: Server): readonly ActionFix[] {
  return [checkConnectionFix(name), openSettingsFix(name)];
}

/** For what a new sign-in or another secret may end. */
function giveAnew(server: Server): readonly ActionFix[] {
  return [...newCredentialFixes(server), openSettingsFix(server.name)];
}

/** Where the settings name a client already, it has a secret that is missing (R14). */
function nameClient(server: Server): readonly ActionFix[] {
  const { name, auth } = server;
  return auth.type === "oauth" && (auth.clientId ?? auth.idp?.confidential)
    ? [setClientSecretFix(name), openSettingsFix(name)]
    : giveAnew(server);
}

function goOnInMemory({ name }: Server): readonly ActionFix[] {
  return [memoryFix(), checkConnectionFix(name)];
}
