import { env, l10n, ThemeIcon, Uri, window, type QuickInputButton } from "vscode";
import { providerOf } from "../../core/providers/providerOf.ts";
import { Secret } from "../../core/secret.ts";
import type { Server } from "../../core/servers/server.ts";

/** What to ask for in a password box. */
export interface SecretQuestion {
  readonly title: string;
  readonly prompt: string;
  /** Where the provider is known, the box says where the token is found and opens the page. */
  readonly server: Server | undefined;
  /** Gives a sentence when the text cannot be used. */
  readonly problem: (text: string) => string | undefined;
  /** Further ways to get the secret. */
  readonly buttons?: readonly (readonly [QuickInputButton, () => Promise<Secret>])[];
}

/** A secret as it was entered, and whether the clipboard still holds it. */
export interface EnteredText {
  readonly text: Secret;
  readonly fromClipboard: boolean;
}

/** Asks for a secret in a password box, which also takes it from the clipboard; nothing when the user cancelled. */
export function askSecretText(question: SecretQuestion): Promise<EnteredText | undefined> {
  const provider = question.server && providerOf(question.server.url);
  const tokens = provider?.tokens;
  const paste: QuickInputButton = {
    iconPath: new ThemeIcon("clippy"),
    tooltip: l10n.t("Take it from the clipboard"),
  };
  const open: QuickInputButton = {
    iconPath: new ThemeIcon("link-external"),
    tooltip: l10n.t("Open {0}", provider?.name ?? ""),
  };
  const box = window.createInputBox();
  box.title = question.title;
  box.prompt = tokens
    ? `${l10n.t("Found under {0}.", tokens.place)} ${question.prompt}`
    : question.prompt;
  box.password = true;
  box.ignoreFocusOut = true;
  box.buttons = [
    paste,
    ...(question.buttons ?? []).map(([button]) => button),
    ...(tokens ? [open] : []),
  ];
  return new Promise((resolve) => {
    let fromClipboard = false;
    const check = () => {
      const problem = box.value === "" ? undefined : question.problem(box.value);
      box.validationMessage = problem ?? "";
      return problem === undefined;
    };
    const finish = (text: Secret | undefined) => {
      resolve(text && { text, fromClipboard });
      box.dispose();
    };
    box.onDidChangeValue(() => {
      fromClipboard = false;
      check();
    });
    box.onDidTriggerButton(async (button) => {
      if (button === paste) {
        box.value = await env.clipboard.readText();
        if (check() && box.value !== "") {
          fromClipboard = true;
          finish(new Secret(box.value));
        } else if (box.value === "") {
          box.validationMessage = l10n.t("The clipboard is empty. Copy the secret first.");
        }
        return;
      }
      if (button === open && tokens) {
        await env.openExternal(Uri.parse(tokens.page));
        return;
      }
      const other = question.buttons?.find(([one]) => one === button);
      if (other) {
        const secret = await other[1]();
        fromClipboard = true;
        finish(secret);
      }
    });
    box.onDidAccept(() => {
      if (box.value !== "" && check()) finish(new Secret(box.value));
    });
    box.onDidHide(() => finish(undefined));
    box.show();
  });
}

/** Shows a message, with the offer to clear the clipboard where the secret came from there (R17). */
export async function sayOfSecret(
  text: string,
  actions: readonly string[],
  fromClipboard: boolean,
): Promise<string | undefined> {
  const clear = l10n.t("Clear Clipboard");
  const chosen = await window.showInformationMessage(
    text,
    ...actions,
    ...(fromClipboard ? [clear] : []),
  );
  if (chosen === clear) await env.clipboard.writeText("");
  return chosen;
}
