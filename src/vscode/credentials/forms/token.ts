import { l10n } from "vscode";
import { parsePastedToken } from "../../../core/credentials/paste/pastedToken.ts";
import type { TokenAuth } from "../../../core/kinds/token.ts";
import { askSecretText } from "../../ask/index.ts";
import { enteredNow, keptSentence, type Form, type SecretFormQuestion } from "./form.ts";

/** Asks for a token, or for the secret of a further header. */
export const token: Form<TokenAuth> = {
  async ask({ header, scheme }, question) {
    const { slot, server } = question;
    const read = (text: string) => parsePastedToken(text, { scheme, header });
    const entered = await askSecretText({
      title: titleOf(question),
      prompt: keptSentence(server, header),
      server: slot.header === undefined ? server : undefined,
      problem: (text) => {
        const parsed = read(text);
        return "problem" in parsed ? parsed.problem : undefined;
      },
    });
    const parsed = entered && read(entered.text.reveal());
    if (!entered || !parsed || "problem" in parsed) return undefined;
    return enteredNow(question, entered.fromClipboard, (base) => ({
      ...base,
      kind: "token",
      token: parsed.token,
      header,
      scheme,
    }));
  },
};

function titleOf({ slot: { header }, server, rotate }: SecretFormQuestion): string {
  if (header !== undefined) return l10n.t("Secret for {0} of “{1}”", header, server.name);
  return rotate
    ? l10n.t("New token for “{0}”", server.name)
    : l10n.t("Token for “{0}”", server.name);
}
