import { t } from "@vscode/l10n";
import type { Placement } from "../http/placement.ts";
import type { Kind, SecretSettings } from "./kind.ts";
import { parsePlacement, parseReference } from "./secretSettings.ts";

/** A personal token or API key that is sent in a header, `Authorization` with `Bearer` unless the settings say otherwise. */
export interface TokenAuth extends Placement, SecretSettings {
  readonly type: "token";
}

/** A personal token or API key; `header` is the secret of a further header (`secretHeaders`). */
export const token: Kind<TokenAuth, "token" | "header"> = {
  given: "asSecret",
  noun: () => t("a token"),
  offers: ["inspectToken"],
  secrets: {
    token: {
      ask: (server) => t("Set the token of {0} to use its tools.", server),
      needed: () => t("Token needed"),
      absent: () => t("No token stored"),
      set: () => t("Set token…"),
      rotate: () => t("Rotate token…"),
    },
    header: {
      ask: (server, header) =>
        t("Set the secret for the header {0} of {1} to use its tools.", header, server),
      needed: () => t("Header secret needed"),
      absent: (header) =>
        header === undefined ? t("No header secret stored") : t("No secret stored for {0}", header),
      set: () => t("Set header secret…"),
    },
  },
  parse: (reader) => ({
    type: "token",
    ...parsePlacement(reader),
    ...parseReference(reader, "token", () =>
      t("A token does not belong in settings: it is ignored."),
    ),
  }),
  about: ({ header, scheme }) => ({
    placements: [{ header, scheme }],
    wanted: "token",
    label: () => t("Token in {0}", header),
  }),
};
