// The ids that package.json declares, written once for the code. A test compares the two both ways.

/** Id of the extension in the editor, as `<publisher>.<name>`. */
export const EXTENSION_ID = "mcp-connect.mcp-connect";

export const COMMANDS = [
  "mcpConnect.addServer",
  "mcpConnect.signIn",
  "mcpConnect.signInWithAnotherAccount",
  "mcpConnect.signOut",
  "mcpConnect.setCredential",
  "mcpConnect.rotateCredential",
  "mcpConnect.removeCredential",
  "mcpConnect.removeAllCredentials",
  "mcpConnect.setClientSecret",
  "mcpConnect.listCredentials",
  "mcpConnect.inspectToken",
  "mcpConnect.copyAsCurl",
  "mcpConnect.generateSecret",
  "mcpConnect.showPublicKey",
  "mcpConnect.startServer",
  "mcpConnect.checkConnection",
  "mcpConnect.openSettings",
  "mcpConnect.showLog",
  "mcpConnect.showRedirectUris",
  "mcpConnect.pasteRedirect",
  "mcpConnect.checkAllFiles",
  "mcpConnect.exportServer",
  "mcpConnect.applyFix",
] as const;
export type CommandId = (typeof COMMANDS)[number];

export const SERVERS_VIEW = "mcpConnect.servers";
export const MCP_PROVIDER = "mcpConnect.servers";
export const AUTHENTICATION_PROVIDER = "mcpConnect";

/** Scheme of the documents that hold one section each of the troubleshooting guide. */
export const GUIDE_SCHEME = "mcp-connect-guide";

/** The settings, below the section `mcpConnect`. */
export const SETTINGS_SECTION = "mcpConnect";
export const SETTINGS = [
  "servers",
  "redirectMethod",
  "redirectPort",
  "findings.enabled",
  "findings.severities",
  "findings.ignore",
  "credentialScope",
  "rotationReminderDays",
] as const;
export type SettingId = (typeof SETTINGS)[number];

/** How the browser brings back the answer of a sign-in. */
export const REDIRECT_METHODS = ["auto", "loopback", "editor", "paste"] as const;
export type RedirectMethod = (typeof REDIRECT_METHODS)[number];

/** Context keys that `when` clauses of package.json read. */
export const CONTEXT_KEYS = [] as const;

/** What the tree sets as `contextValue` of its items without menus; servers have {@link serverContext}. */
export const TREE_CONTEXTS = { step: "step", finding: "finding" } as const;

/**
 * The `contextValue` of a server, for the menus of package.json: how its credential is given, whether one is stored, and
 * what its kind offers beyond what all have, such as `server.asSecret.set.inspectToken`.
 */
export function serverContext(
  { given, offers }: { readonly given: string; readonly offers: readonly string[] },
  isSet: boolean,
): string {
  return ["server", given, isSet ? "set" : "missing", ...offers].join(".");
}
