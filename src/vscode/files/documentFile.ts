import type { TextDocument } from "vscode";
import type { ConfigFile } from "../../core/configfiles/read/configFile.ts";
import { readConfigFile } from "../../core/configfiles/read/configFile.ts";

interface ReadVersion {
  readonly version: number;
  readonly file: ConfigFile | undefined;
}

const versions = new WeakMap<TextDocument, ReadVersion>();

/** The configuration file that a document is, read once for each version of its text; undefined for any other document. */
export function configFileOf(document: TextDocument): ConfigFile | undefined {
  const { version } = document;
  const known = versions.get(document);
  if (known?.version === version) return known.file;
  const file = readConfigFile(document.uri.path, document.getText());
  versions.set(document, { version, file });
  return file;
}
