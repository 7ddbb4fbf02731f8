import { t } from "@vscode/l10n";

/** What can be wrong with an entry of `mcpConnect.servers`, by its stable code: each in at most five words, for the tree. */
export const SETTINGS_CODES = {
  settingsShape: { shortName: () => t("Not an object") },
  settingsServerName: { shortName: () => t("Name not allowed") },
  settingsUrl: { shortName: () => t("Address not usable") },
  settingsType: { shortName: () => t("Wrong kind of value") },
  settingsUnknownKey: { shortName: () => t("Unknown setting") },
  settingsIdp: { shortName: () => t("Identity provider missing") },
  headerNameInvalid: { shortName: () => t("Header name not allowed") },
  headerValueInvalid: { shortName: () => t("Header value not allowed") },
  headerReserved: { shortName: () => t("Header is reserved") },
  headerRepeated: { shortName: () => t("Header set twice") },
  secretInSettings: { shortName: () => t("Secret in the settings") },
  secretInUrl: { shortName: () => t("Secret in the address") },
  endpointInsecure: { shortName: () => t("Endpoint without HTTPS") },
  presetValueMissing: { shortName: () => t("Preset value missing") },
  pkceTurnedOff: { shortName: () => t("PKCE turned off") },
  blockedByPolicy: { shortName: () => t("Blocked by your organization") },
  variableUnset: { shortName: () => t("Variable not set") },
  variableNotExpanded: { shortName: () => t("Variable not expanded") },
} as const satisfies Readonly<Record<string, { readonly shortName: () => string }>>;

/** The code of a finding about the settings. */
export type SettingsCode = keyof typeof SETTINGS_CODES;
