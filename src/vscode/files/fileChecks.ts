import type { TextDocument, Uri } from "vscode";
import { FileChecker, type FindingOptions } from "../../core/configfiles/check/fileFindings.ts";
import type { Finding } from "../../core/finding.ts";
import type { FindingChoices } from "../settings/settings.ts";

/** What is known of the surroundings of a file. */
export type FileSurroundings = Pick<FindingOptions, "trackedFile" | "nodeMajor">;

export interface FileCheckPorts {
  choices(): FindingChoices;
  /** What is known by now; what takes longer is looked up, and the file checked again then. */
  surroundings(uri: Uri, text: string): FileSurroundings;
}

/** Applies the rules to files: an open one with a checker of its own, which judges only what changed. */
export class FileChecks {
  readonly #ports: FileCheckPorts;
  readonly #checkers = new Map<string, FileChecker>();

  constructor(ports: FileCheckPorts) {
    this.#ports = ports;
  }

  /** The findings of an open document. */
  checkDocument(document: TextDocument): Finding[] {
    const { uri } = document;
    const id = uri.toString();
    let checker = this.#checkers.get(id);
    if (!checker) this.#checkers.set(id, (checker = new FileChecker()));
    const text = document.getText();
    return checker.check(uri.path, text, this.options(uri, text));
  }

  /** The findings of a text that is not open. */
  checkText(uri: Uri, text: string): Finding[] {
    return new FileChecker().check(uri.path, text, this.options(uri, text));
  }

  forget(uri: Uri): void {
    this.#checkers.delete(uri.toString());
  }

  /** What the rules may know of a file, and what the user wants to see of their findings. */
  options(uri: Uri, text: string): FindingOptions {
    const { choices, surroundings } = this.#ports;
    return {
      ...choices(),
      ...surroundings(uri, text),
      env: (name) => process.env[name] !== undefined,
    };
  }
}
