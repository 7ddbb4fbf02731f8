import { env, l10n, ProgressLocation, QuickPickItemKind, window, type QuickPickItem } from "vscode";
import { plain } from "../../core/plainText.ts";
import { Secret } from "../../core/secret.ts";
import { shownUrl, type Server } from "../../core/servers/server.ts";

/** Lets the user choose one of several servers; the only one is taken without asking, unless `always` is set. */
export async function pickServer<Kind extends Server>(
  servers: readonly Kind[],
  placeHolder: string,
  always = false,
): Promise<Kind | undefined> {
  if (servers.length <= 1 && !always) return servers[0];
  const items = servers.map((server) => ({
    label: server.name,
    description: shownUrl(server),
    server,
  }));
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.server;
}

/** Asks for a token in a password box; nothing when the user cancelled. */
export async function askSecret(options: {
  readonly title: string;
  readonly prompt: string;
  /** Gives a sentence when the text cannot be used. */
  readonly problem: (text: string) => string | undefined;
}): Promise<Secret | undefined> {
  const text = await window.showInputBox({
    title: options.title,
    prompt: plain(options.prompt),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (value === "" ? undefined : options.problem(value)),
  });
  return text === undefined || text === "" ? undefined : new Secret(text);
}

/** Asks for one line of text; nothing when the user cancelled or left it empty. */
export async function askText(options: {
  readonly title: string;
  readonly prompt: string;
  readonly placeHolder?: string;
  readonly value?: string;
  readonly problem?: (text: string) => string | undefined;
}): Promise<string | undefined> {
  const text = await window.showInputBox({
    title: options.title,
    prompt: plain(options.prompt),
    ignoreFocusOut: true,
    ...(options.placeHolder !== undefined && { placeHolder: options.placeHolder }),
    ...(options.value !== undefined && { value: options.value }),
    ...(options.problem && { validateInput: options.problem }),
  });
  return text?.trim() || undefined;
}

/** Lets the user choose one of a few things that need explaining. */
export async function pickOne<Value>(
  title: string,
  choices: readonly { readonly label: string; readonly detail?: string; readonly value: Value }[],
): Promise<Value | undefined> {
  const items: (QuickPickItem & { value: Value })[] = choices.map((choice) => ({
    ...choice,
    kind: QuickPickItemKind.Default,
  }));
  return (await window.showQuickPick(items, { title, ignoreFocusOut: true }))?.value;
}

/** Shows a notification that can be cancelled while `work` runs. */
export function withCancellableProgress<Value>(
  title: string,
  work: (report: (message: string) => void, signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  return Promise.resolve(
    window.withProgress(
      { location: ProgressLocation.Notification, title: plain(title), cancellable: true },
      (progress, token) => {
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        return work((message) => progress.report({ message: plain(message) }), controller.signal);
      },
    ),
  );
}

/** Copies text and says so. */
export async function copyText(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(l10n.t("Copied."), 3000);
}
