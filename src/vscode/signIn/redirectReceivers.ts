import { env, ExtensionKind, l10n, Uri, window, type ExtensionContext } from "vscode";
import { linkedTo } from "../../core/cancellation.ts";
import { Failure } from "../../core/failure.ts";
import type { Logger } from "../../core/log.ts";
import { PendingRedirects } from "../../core/oauth/redirect/pendingRedirects.ts";
import type { OAuthAuth } from "../../core/kinds/oauth.ts";
import type { OAuthServer, RedirectReceiver } from "../../core/oauth/types.ts";
import type { Clock } from "../../core/ports.ts";
import { EXTENSION_ID, type RedirectMethod } from "../../manifest.ts";
import { copyText, pickOne, showInformation } from "../ask/index.ts";
import type { Settings } from "../settings/index.ts";
import { offerAppPage } from "./signInInteraction.ts";

const HOST = "127.0.0.1";
const PATH = "/callback";

/** A redirect URI that can bring the browser back to this window. */
interface UsableRedirectUri {
  readonly uri: string;
  readonly explanation: string;
  /** Whether a sign-in now uses it. */
  readonly active: boolean;
}

/** The ways in which the browser brings the answer of a sign-in back to this window. */
export class RedirectReceivers {
  readonly #context: ExtensionContext;
  readonly #settings: Settings;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #pending = new PendingRedirects();

  constructor(context: ExtensionContext, settings: Settings, log: Logger, clock: Clock) {
    this.#context = context;
    this.#settings = settings;
    this.#log = log;
    this.#clock = clock;
  }

  /** The redirect URIs that work in this window, the one that a sign-in with these settings uses first (R41). */
  async #redirectUris(auth: OAuthAuth): Promise<readonly UsableRedirectUri[]> {
    const method = this.#method();
    const loopback = this.#loopbackUri();
    const own = await editorUri();
    const port = this.#settings.redirectPort;
    const uris: UsableRedirectUri[] = [
      {
        uri: loopback,
        active: auth.redirectUri === undefined && method !== "editor",
        explanation:
          port === 0
            ? l10n.t(
                "This machine, any free port. For servers that register clients by themselves.",
              )
            : l10n.t(
                "This machine, the port of “mcpConnect.redirectPort”. Register this one where a provider wants a fixed redirect URI.",
              ),
      },
      {
        uri: own,
        active: auth.redirectUri === undefined && method === "editor",
        explanation: l10n.t(
          "The editor’s own address. For remote windows, whose machine the browser cannot reach.",
        ),
      },
    ];
    if (auth.redirectUri !== undefined) {
      uris.push({
        uri: auth.redirectUri,
        active: true,
        explanation: l10n.t("Set as “redirectUri” in this server’s settings."),
      });
    }
    return uris.toSorted((one, other) => Number(other.active) - Number(one.active));
  }

  /** Lists the redirect URIs that work here, the one in use first; choosing one copies it (R41). */
  async showRedirectUris(server: OAuthServer): Promise<void> {
    const uris = await this.#redirectUris(server.auth);
    const uri = await pickOne(
      l10n.t("Redirect URIs for “{0}”: choose one to copy it", server.name),
      uris.map(({ uri: value, explanation, active }) => ({
        label: active ? `$(check) ${value}` : value,
        detail: explanation,
        value,
      })),
    );
    if (uri === undefined) return;
    await copyText(uri);
    await offerAppPage(server);
  }

  /** Opens the way that the settings, or this window's place, ask for. */
  async open(
    registered: string | undefined,
    { anyPort }: { readonly anyPort: boolean },
  ): Promise<RedirectReceiver> {
    switch (this.#method()) {
      case "editor":
        return this.#receiver(await editorUri());
      case "paste":
        return this.#pasteReceiver(registered ?? this.#loopbackUri());
      case "loopback":
        return this.#loopbackReceiver(registered ?? this.#loopbackUri(), anyPort);
    }
  }

  /** Takes a redirect to the editor's own URI. */
  handleUri(uri: Uri): void {
    this.#deliver(uri.toString(true));
  }

  /** Asks for the address at which the browser ended, where it could not come back by itself. */
  async paste(signal?: AbortSignal): Promise<void> {
    if (!this.#pending.isWaiting) {
      void showInformation(l10n.t("No sign-in is waiting for the browser."));
      return;
    }
    const input = window.createInputBox();
    input.title = l10n.t("Finish the sign-in by hand");
    input.prompt = l10n.t(
      "Copy the address of the page at which the browser ended, even if that page did not load, and paste it here.",
    );
    input.ignoreFocusOut = true;
    const abort = () => input.dispose();
    signal?.addEventListener("abort", abort, { once: true });
    await new Promise<void>((resolve) => {
      input.onDidAccept(() => {
        if (this.#deliver(input.value.trim())) input.dispose();
        else {
          input.validationMessage = l10n.t(
            "This address does not belong to the sign-in. Copy the whole address, with everything behind the question mark.",
          );
        }
      });
      input.onDidHide(() => input.dispose());
      input.onDidHide(() => resolve());
      input.show();
    });
    signal?.removeEventListener("abort", abort);
  }

  #deliver(address: string): boolean {
    const url = URL.parse(address);
    const taken = url !== null && this.#pending.deliver(url);
    if (!taken) this.#log.warn("A redirect did not belong to a sign-in that is waiting.");
    return taken;
  }

  /** In a remote window the browser is on another machine, which cannot reach a loopback address of this one. */
  #method(): Exclude<RedirectMethod, "auto"> {
    const method = this.#settings.redirectMethod;
    if (method !== "auto") return method;
    const { extensionKind } = this.#context.extension;
    return env.remoteName !== undefined && extensionKind === ExtensionKind.Workspace
      ? "editor"
      : "loopback";
  }

  #loopbackUri(): string {
    return `http://${HOST}:${this.#settings.redirectPort}${PATH}`;
  }

  #receiver(redirectUri: string): RedirectReceiver {
    return {
      redirectUri,
      receive: (state, signal) => this.#pending.wait(state, signal),
      dispose() {},
    };
  }

  #pasteReceiver(redirectUri: string): RedirectReceiver {
    return {
      redirectUri,
      receive: async (state, signal) => {
        const done = linkedTo(signal);
        const answer = this.#pending.wait(state, done.signal);
        void this.paste(signal).then(() => done.abort());
        return answer;
      },
      dispose() {},
    };
  }

  async #loopbackReceiver(redirectUri: string, anyPort: boolean): Promise<RedirectReceiver> {
    const { hostname, port, pathname, protocol } = new URL(redirectUri);
    if (protocol !== "http:") {
      throw new Failure(
        "redirectUriRejected",
        `This editor cannot listen at ${redirectUri}. Register ${this.#loopbackUri()} at the provider, or choose another way under "mcpConnect.redirectMethod".`,
        { redirectUri: this.#loopbackUri() },
      );
    }
    const [{ openSharedCallback }, { HandOver }] = await Promise.all([
      import("../../core/oauth/redirect/sharedCallback.ts"),
      import("../../core/oauth/redirect/handOver.ts"),
    ]);
    const now = () => this.#clock.now();
    const listener = await openSharedCallback({
      host: hostname,
      port: Number(port === "" ? 80 : port),
      path: pathname,
      anyPort,
      handOver: new HandOver(Uri.joinPath(this.#context.globalStorageUri, "redirects").fsPath, now),
      fetch: globalThis.fetch,
      log: this.#log,
      now,
    });
    return {
      redirectUri: listener.redirectUri,
      // An address pasted by hand counts too, where the browser could not reach this machine.
      receive: async (state, signal) => {
        const done = linkedTo(signal);
        const either = done.signal;
        try {
          return await Promise.race([
            listener.receive(state, either),
            this.#pending.wait(state, either),
          ]);
        } finally {
          // The way that was not taken ends too: nothing is waited for any more.
          done.abort();
        }
      },
      dispose: () => listener.dispose(),
    };
  }
}

/** The editor's own URI in the form that a browser can open: `vscode://…` on a desktop, a page of the server on the web. */
async function editorUri(): Promise<string> {
  const uri = Uri.parse(`${env.uriScheme}://${EXTENSION_ID}${PATH}`);
  return (await env.asExternalUri(uri)).toString(true);
}
