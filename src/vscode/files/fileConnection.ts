import { l10n, workspace, type Disposable, type Uri } from "vscode";
import {
  writtenConnection,
  type WrittenConnection,
} from "../../core/configfiles/plans/writtenConnection.ts";
import { credentialKeyOf } from "../../core/credentials/storage/store.ts";
import { newRevision } from "../../core/credentials/storage/storedBase.ts";
import type { Finding } from "../../core/finding.ts";
import { isFailure } from "../../core/failure.ts";
import { adoptFix } from "../../core/fixes.ts";
import type { Candidate, TrialOutcome } from "../../core/gateway/trial.ts";
import type { Server } from "../../core/servers/server.ts";
import { askSecret, showError, showInformation, withCancellableProgress } from "../ask/index.ts";
import { tryCandidates } from "../credentials/index.ts";
import { rangeIn } from "../findings/index.ts";
import { environment } from "../settings/index.ts";
import type { Adopter } from "./adopt.ts";
import { configFileOf } from "./documentFile.ts";
import type { FileParts } from "./parts.ts";

/** Checks the connection of a server that another client's file defines, with the headers of that entry (R52). */
export class FileConnections implements Disposable {
  readonly #parts: FileParts;
  readonly #adopter: Adopter;
  /** Documents in which the outcome of a check is shown. */
  readonly #shown = new Map<string, Uri>();
  readonly #subscription: Disposable;

  constructor(parts: FileParts, adopter: Adopter) {
    this.#parts = parts;
    this.#adopter = adopter;
    // What was found out about a text says nothing about another one.
    this.#subscription = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.#clear(document.uri);
    });
  }

  /** Connects as the entry says, lists the tools, and shows what came of it on the entry and as a notification. */
  async check(file: Uri, name: string): Promise<void> {
    const document = await workspace.openTextDocument(file);
    const { diagnostics } = this.#parts;
    const configFile = configFileOf(document);
    const written = configFile && writtenConnection(configFile, name, environment);
    if (!written || !URL.canParse(written.url) || !workspace.isTrusted) {
      void showInformation(
        workspace.isTrusted
          ? l10n.t("“{0}” has no address that can be connected to.", name)
          : l10n.t("Trust this workspace first: its files say where the credentials go."),
      );
      return;
    }
    const outcome = await this.#connect(name, written);
    if (!outcome) return;
    this.#clear(file);
    if (outcome.kind === "works") {
      void showInformation(
        l10n.t("“{0}” accepts the headers of this entry. Tools listed: {1}.", name, outcome.tools),
      );
      return;
    }
    if (outcome.kind === "incomplete") return;
    const finding = inFile(outcome.finding, name, file);
    const range = rangeIn(document, { ...finding, range: written.range });
    diagnostics.set("connection", file, [{ finding, range }]);
    this.#shown.set(file.toString(), file);
    const { title } = adoptFix(name);
    if ((await showError(finding.message, title)) === title) {
      await this.#adopter.adopt(file, name);
    }
  }

  /** The outcome of a try with what the entry carries; nothing when the user cancelled. */
  async #connect(name: string, written: WrittenConnection): Promise<TrialOutcome | undefined> {
    const { credential, url, transport, headers } = written;
    const { header = "", scheme = "" } = credential ?? {};
    const server: Server = {
      name,
      url,
      transport,
      headers,
      auth: credential ? { type: "token", header, scheme } : { type: "none" },
    };
    const token = credential && (credential.token ?? (await askToken(name)));
    if (credential && !token) return undefined;
    const candidates: Candidate[] = token
      ? [
          {
            key: credentialKeyOf(server),
            credential: {
              kind: "token",
              revision: newRevision(),
              createdAtMs: this.#parts.clock.now(),
              token,
              header,
              scheme,
            },
          },
        ]
      : [];
    try {
      return await withCancellableProgress(l10n.t("Checking “{0}”", name), (_report, signal) =>
        tryCandidates(this.#parts, server, candidates, signal),
      );
    } catch (error) {
      if (isFailure(error, "cancelled")) return undefined;
      throw error;
    }
  }

  #clear(file: Uri): void {
    if (this.#shown.delete(file.toString())) this.#parts.diagnostics.set("connection", file, []);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function askToken(name: string) {
  return askSecret({
    title: l10n.t("Token for “{0}”", name),
    prompt: l10n.t("The editor keeps this one to itself. It is used for this check only."),
    problem: () => undefined,
  });
}

/** The finding with the fixes that make sense for a server that is not ours. */
function inFile(finding: Finding, server: string, file: Uri): Finding {
  return {
    ...finding,
    server,
    fixes: [
      adoptFix(server, file.toString()),
      ...finding.fixes.filter(
        (fix) => fix.kind === "action" && /^(?:copy|openExternal|explain)$/.test(fix.action.type),
      ),
    ],
  };
}
