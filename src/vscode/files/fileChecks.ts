import type { Disposable, TextDocument, Uri } from "vscode";
import { FileChecker, type FindingOptions } from "../../core/configfiles/check/fileChecker.ts";
import { readConfigFile } from "../../core/configfiles/read/configFile.ts";
import type { Finding } from "../../core/finding.ts";
import type { Settings } from "../settings/index.ts";
import { configFileOf } from "./documentFile.ts";
import { SurroundingsOfFiles } from "./fileSurroundings.ts";

/** Applies the rules to files: an open one with a checker of its own, which judges only what changed. */
export class FileChecks implements Disposable {
  readonly #settings: Settings;
  readonly #surroundings = new SurroundingsOfFiles();
  readonly #checkers = new Map<string, FileChecker>();

  /** Fires the file of which more is known than when it was checked. */
  readonly onDidLearn = this.#surroundings.onDidLearn;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The findings of an open document. */
  checkDocument(document: TextDocument): Finding[] {
    const { uri } = document;
    const id = uri.toString();
    let checker = this.#checkers.get(id);
    if (!checker) this.#checkers.set(id, (checker = new FileChecker()));
    const file = configFileOf(document);
    return file ? checker.check(file, this.options(uri, file.text)) : [];
  }

  /** The findings of a text that is not open. */
  checkText(uri: Uri, text: string): Finding[] {
    const file = readConfigFile(uri.path, text);
    return file ? new FileChecker().check(file, this.options(uri, text)) : [];
  }

  forget(uri: Uri): void {
    this.#checkers.delete(uri.toString());
    this.#surroundings.forget(uri);
  }

  /** Whether version control tracks a file; no where that cannot be told. */
  isTracked(uri: Uri): Promise<boolean> {
    return this.#surroundings.isTracked(uri);
  }

  /** What the rules may know of a file, and what the user wants to see of their findings. */
  options(uri: Uri, text: string): FindingOptions {
    return {
      ...this.#settings.findingChoices,
      ...this.#surroundings.of(uri, text),
      env: (name) => process.env[name] !== undefined,
    };
  }

  dispose(): void {
    this.#surroundings.dispose();
  }
}
