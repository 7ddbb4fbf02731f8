import { Uri, type Disposable, type ExtensionContext } from "vscode";
import type { CredentialOperations } from "../../core/credentials/operations.ts";
import { credentialKeyOf, type CredentialStore } from "../../core/credentials/storage/store.ts";
import type { Finding } from "../../core/finding.ts";
import type { Environment } from "../../core/environment.ts";
import type { Server } from "../../core/servers/server.ts";
import type { FileFixAction } from "../findings/actions.ts";
import { Adopter } from "./adopt.ts";
import { Adoption } from "./adoption.ts";
import { CheckAllFiles } from "./checkAllFiles.ts";
import type { Diagnostics } from "../findings/diagnostics.ts";
import { exportConfiguration } from "./exportServer.ts";
import { completionsIn, hoverIn } from "./fileAssistance.ts";
import { FileChecks } from "./fileChecks.ts";
import { FileConnections, type FileConnectionPorts } from "./fileConnection.ts";
import type { FileDiagnostics } from "./fileDiagnostics.ts";
import { FIX_ALL, type FileProvider } from "./fileProviders.ts";
import { SurroundingsOfFiles } from "./fileSurroundings.ts";
import { ignoreInSettings } from "../findings/ignoreList.ts";
import { SecretMover } from "./moveSecret.ts";
import { QuickFixes } from "../findings/quickFixes.ts";
import type { Settings } from "../settings/settings.ts";

/** What the part of the extension that works on configuration files is given. */
export interface FileFeaturePorts extends Pick<FileConnectionPorts, "tryCandidates"> {
  readonly context: ExtensionContext;
  readonly settings: Settings;
  readonly store: CredentialStore;
  readonly operations: CredentialOperations;
  readonly diagnostics: Diagnostics;
  readonly fileDiagnostics: FileDiagnostics;
  readonly environment: Environment;
  connect(server: Server): Promise<void>;
  now(): number;
}

/** The part of the extension that works on configuration files; loaded with the first file that is looked at. */
export class FileFeatures implements Disposable {
  readonly #adopter: Adopter;
  readonly #mover: SecretMover;
  readonly #connections: FileConnections;
  readonly #checks: FileChecks;
  readonly #surroundings: SurroundingsOfFiles;
  readonly #checkAll: CheckAllFiles;
  readonly #ports: FileFeaturePorts;
  /** What the editor asks about a file. */
  readonly provider: FileProvider;

  constructor(ports: FileFeaturePorts) {
    this.#ports = ports;
    const { context, settings, operations, diagnostics, fileDiagnostics, environment } = ports;
    const { now, tryCandidates } = ports;
    const surroundings = new SurroundingsOfFiles((uri) => fileDiagnostics.checkAgain(uri));
    this.#surroundings = surroundings;
    const isTracked = (file: Uri) => surroundings.isTracked(file);
    this.#checks = new FileChecks({
      choices: () => settings.findingChoices,
      surroundings: (uri, text) => surroundings.of(uri, text),
    });
    this.#adopter = new Adopter({
      context,
      operations,
      environment,
      adoption: new Adoption(),
      isTaken: (name) => settings.names.has(name),
      isTracked,
      connect: async (name) => {
        // The editor tells of a saved file a moment later.
        if (!settings.get(name)) await settings.nextChange();
        const server = settings.get(name);
        if (server) await ports.connect(server);
      },
      now,
    });
    const adopt = (file: Uri, server: string) => this.#adopter.adopt(file, server);
    this.#mover = new SecretMover({
      operations,
      get: (name) => settings.get(name),
      adopt,
      isTracked,
      nextSettings: () => settings.nextChange(),
      now,
    });
    this.#connections = new FileConnections({
      diagnostics,
      environment,
      tryCandidates,
      adopt,
      now,
    });
    this.#checkAll = new CheckAllFiles({
      diagnostics,
      userFolder: Uri.joinPath(context.globalStorageUri, "..", ".."),
      check: (uri, text) => this.#checks.checkText(uri, text),
    });
    const quickFixes = new QuickFixes({
      settle: (document) => fileDiagnostics.settle(document),
      findingsAt: (uri, range) => diagnostics.at(uri, range),
      options: (uri, text) => this.#checks.options(uri, text),
      fixAllKind: FIX_ALL,
    });
    this.provider = {
      provideCodeActions: (document, range, actionContext) =>
        quickFixes.provide(document, range, actionContext),
      provideHover: hoverIn,
      provideCompletionItems: completionsIn,
    };
  }

  /** The findings of an open document. */
  check(...document: Parameters<FileChecks["checkDocument"]>): readonly Finding[] {
    return this.#checks.checkDocument(...document);
  }

  /** A document is no longer open. */
  closed(uri: Uri): void {
    this.#checks.forget(uri);
    this.#surroundings.forget(uri);
    void this.#checkAll.closed(uri);
  }

  /** Checks the files of the workspace and of the person. */
  checkAllFiles(): Promise<void> {
    return this.#checkAll.run();
  }

  /** Gives a server as another client's configuration. */
  exportServer(server: Server): Promise<void> {
    return exportConfiguration(server, async () => {
      const stored = await this.#ports.store.read(credentialKeyOf(server));
      return stored?.kind === "token" ? stored.token : undefined;
    });
  }

  /** Does what a fix says that concerns a file. */
  async apply(action: FileFixAction): Promise<void> {
    const file = Uri.parse(action.file);
    switch (action.type) {
      case "adopt":
      case "setToken":
        // A server of ours has nobody to be taken over from: its secret is what is wanted elsewhere.
        if (await this.#mover.moveOwn(file, action.server)) return;
        await this.#adopter.adopt(file, action.server);
        return;
      case "moveToSecretStorage":
        return this.#mover.move(file, action.server, action.range);
      case "checkConnection":
        return this.#connections.check(file, action.server);
      case "ignore":
        return ignoreInSettings(action);
    }
  }

  dispose(): void {
    this.#connections.dispose();
    this.#surroundings.dispose();
  }
}
