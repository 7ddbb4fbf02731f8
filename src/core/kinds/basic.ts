import { t } from "@vscode/l10n";
import type { Kind, SecretSettings } from "./kind.ts";
import type { Reader } from "./reader.ts";
import { parseReference } from "./secretSettings.ts";

/** Basic authentication (RFC 7617). */
export interface BasicAuth extends SecretSettings {
  readonly type: "basic";
  /** Without a colon, which would end it (RFC 7617 section 2). */
  readonly username: string;
}

/** A user name with its password. */
export const basic: Kind<BasicAuth, "password"> = {
  given: "asSecret",
  noun: () => t("a password"),
  offers: [],
  secrets: {
    password: {
      ask: (server) => t("Set the password of {0} to use its tools.", server),
      needed: () => t("Password needed"),
      absent: () => t("No password stored"),
      set: () => t("Set password…"),
      rotate: () => t("Rotate password…"),
    },
  },
  parse: (reader) => ({
    type: "basic",
    username: parseUsername(reader),
    ...parseReference(reader, "password", () =>
      t("A password does not belong in settings: it is ignored."),
    ),
  }),
  about: ({ username }) => ({
    placements: [{ header: "Authorization", scheme: "Basic" }],
    wanted: "password",
    refusal: {
      replaced: (server) =>
        t(
          "“{0}” no longer accepts the password of {1}: it was replaced or removed there.",
          server,
          username,
        ),
      wrong: (server) =>
        t(
          "“{0}” does not accept the password of {1}: the user name or the password is wrong.",
          server,
          username,
        ),
    },
    label: () => t("Password of {0}", username),
  }),
};

function parseUsername(reader: Reader): string {
  const username = reader.resolved("username") ?? "";
  if (username === "" && !reader.failed) {
    reader.fail(
      "username",
      "settingsType",
      t("Basic authentication needs a user name. Add “username” to {0}.", reader.label),
    );
  } else if (/[:\p{Cc}]/u.test(username)) {
    reader.fail(
      "username",
      "settingsType",
      t(
        "“username” of {0} holds a colon or a control character, which basic authentication cannot carry.",
        reader.label,
      ),
    );
  }
  return username;
}
