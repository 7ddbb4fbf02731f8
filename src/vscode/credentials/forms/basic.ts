import { l10n } from "vscode";
import type { BasicAuth } from "../../../core/kinds/basic.ts";
import { askSecretText } from "../../ask/index.ts";
import { enteredNow, keptSentence, type Form } from "./form.ts";

/** Asks for the password of basic authentication. */
export const basic: Form<BasicAuth> = {
  async ask({ username }, question) {
    const { server, rotate } = question;
    const entered = await askSecretText({
      title: rotate
        ? l10n.t("New password of {0} for “{1}”", username, server.name)
        : l10n.t("Password of {0} for “{1}”", username, server.name),
      prompt: keptSentence(server, "Authorization"),
      server,
      problem: (text) =>
        /\p{Cc}/u.test(text)
          ? l10n.t(
              "The password contains a line break or another control character. Copy it again.",
            )
          : undefined,
    });
    if (!entered) return undefined;
    return enteredNow(question, entered.fromClipboard, (base) => ({
      ...base,
      kind: "basic",
      username,
      password: entered.text,
    }));
  },
};
