import { env, l10n, ThemeIcon, Uri, window, type QuickInputButton } from "vscode";
import { providerOf, type AppProvider } from "../../core/providers/providerOf.ts";
import { plain } from "../../core/plainText.ts";
import { Secret } from "../../core/secret.ts";
import type { Server } from "../../core/servers/server.ts";
import { showInformation } from "./messages.ts";

/** What to ask for in a password box. */
export interface SecretQuestion extends BoxQuestion {
  /** Where the provider is known, the box says where the token is found and opens the page. */
  readonly server: Server | undefined;
  /** Of a client's secret: the provider on whose page the client is registered. */
  readonly app?: AppProvider | undefined;
}

interface BoxQuestion {
  readonly title: string;
  readonly prompt: string;
  /** Gives a sentence when the text cannot be used. */
  readonly problem: (text: string) => string | undefined;
  /** Whether nothing is an answer too. */
  readonly mayBeEmpty?: boolean;
  readonly buttons?: readonly BoxButton[];
}

/** A button of the box. The secret that it gives is the answer; without one the box stays open. */
export type BoxButton = readonly [QuickInputButton, () => Promise<Secret | undefined>];

/** A secret as it was entered, and whether the clipboard still holds it. */
export interface EnteredText {
  readonly text: Secret;
  readonly fromClipboard: boolean;
}

/** Asks for a secret in a password box, which also takes it from the clipboard; nothing when the user cancelled. */
export function askSecretText(question: SecretQuestion): Promise<EnteredText | undefined> {
  const { server, app, prompt, buttons = [] } = question;
  const provider = app ?? (server && providerOf(server.url));
  const page = app ? app.app.page : provider?.tokens?.page;
  const place = app ? secretPlaceOf(app) : tokenPlaceOf(provider?.tokens?.place);
  return askInBox(
    {
      ...question,
      prompt: place === undefined ? prompt : `${place} ${prompt}`,
      buttons: [...buttons, ...pageButtons(provider?.name, page)],
    },
    true,
  );
}

/** Asks for the id of an OAuth client that the user registers at a provider; nothing when the user cancelled. */
export async function askClientId(
  { title, prompt, redirectUri }: ClientIdQuestion,
  provider: AppProvider | undefined,
): Promise<string | undefined> {
  const entered = await askInBox(
    {
      title,
      prompt,
      problem: () => undefined,
      buttons: [...copyButtons(redirectUri), ...pageButtons(provider?.name, provider?.app.page)],
    },
    false,
  );
  return entered?.text.reveal().trim() || undefined;
}

interface ClientIdQuestion {
  readonly title: string;
  readonly prompt: string;
  /** Undefined where the app needs none. */
  readonly redirectUri: string | undefined;
}

function copyButtons(redirectUri: string | undefined): readonly BoxButton[] {
  if (redirectUri === undefined) return [];
  return [
    [
      { iconPath: new ThemeIcon("copy"), tooltip: l10n.t("Copy the redirect URI") },
      async () => {
        await env.clipboard.writeText(redirectUri);
        return undefined;
      },
    ],
  ];
}

function tokenPlaceOf(place: string | undefined): string | undefined {
  return place === undefined ? undefined : l10n.t("Found under {0}.", place);
}

function secretPlaceOf({ app }: AppProvider): string {
  return app.clientSecret === undefined
    ? l10n.t("Found under {0}.", app.place)
    : l10n.t("Found under {0}, as “{1}”.", app.place, app.clientSecret);
}

function pageButtons(name: string | undefined, page: string | undefined): readonly BoxButton[] {
  if (name === undefined || page === undefined) return [];
  return [
    [
      { iconPath: new ThemeIcon("link-external"), tooltip: l10n.t("Open {0}", name) },
      async () => {
        await env.openExternal(Uri.parse(page));
        return undefined;
      },
    ],
  ];
}

function askInBox(question: BoxQuestion, password: boolean): Promise<EnteredText | undefined> {
  const { buttons = [], mayBeEmpty = false } = question;
  const paste: QuickInputButton = {
    iconPath: new ThemeIcon("clippy"),
    tooltip: l10n.t("Take it from the clipboard"),
  };
  const box = window.createInputBox();
  box.title = question.title;
  box.prompt = plain(question.prompt);
  box.password = password;
  box.ignoreFocusOut = true;
  box.buttons = [paste, ...buttons.map(([button]) => button)];
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
          box.validationMessage = password
            ? l10n.t("The clipboard is empty. Copy the secret first.")
            : l10n.t("The clipboard is empty. Copy the client ID first.");
        }
        return;
      }
      const secret = await buttons.find(([one]) => one === button)?.[1]();
      if (secret) {
        fromClipboard = true;
        finish(secret);
      }
    });
    box.onDidAccept(() => {
      if ((mayBeEmpty || box.value !== "") && check()) finish(new Secret(box.value));
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
  const clear = l10n.t("Clear clipboard");
  const chosen = await showInformation(text, ...actions, ...(fromClipboard ? [clear] : []));
  if (chosen === clear) await env.clipboard.writeText("");
  return chosen;
}
