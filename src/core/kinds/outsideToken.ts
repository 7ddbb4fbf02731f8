import { isAbsolute } from "node:path";
import { t } from "@vscode/l10n";
import type { Reader } from "./reader.ts";
import { parseReference } from "./secretSettings.ts";

/** Where a token that something else issues and replaces is read at each use; never the token itself. */
export type OutsideToken =
  /** Text with `${env:NAME}`. */
  | { readonly reference: string }
  | {
      /** Absolute path of a file that holds the token alone. */
      readonly file: string;
      /** The path with its `${env:NAME}` references, where it has any: what is shown in place of `file`. */
      readonly writtenFile?: string;
    };

/** Parses where a token from outside is read: `"${env:NAME}"` or `{ "file": "/path" }`. A token in clear is reported and not used (R37). */
export function parseOutsideToken(reader: Reader, key: string): OutsideToken | undefined {
  return typeof reader.raw(key) === "string" ? reference(reader, key) : file(reader, key);
}

function reference(reader: Reader, key: string): OutsideToken | undefined {
  const { reference: text } = parseReference(
    reader,
    key,
    () => t("A token does not belong in settings: it is ignored."),
    () => t("Remove it here, and name an environment variable or a file to take it from."),
  );
  return text === undefined ? undefined : { reference: text };
}

function file(reader: Reader, key: string): OutsideToken | undefined {
  const child = reader.child(key, t("“{0}” of {1}", key, reader.label));
  if (!child) return undefined;
  const path = child.resolved("file");
  const written = child.raw("file");
  child.rejectUnknown();
  if (path !== undefined && isLocalPath(path)) {
    const isResolved = typeof written === "string" && written.includes("${");
    return { file: path, ...(isResolved && { writtenFile: written.trim() }) };
  }
  if (!child.failed)
    child.fail(
      "file",
      "settingsType",
      t("“{0}” of {1} must be the absolute path of a file on this machine.", "file", child.label),
    );
  reader.failed = true;
  return undefined;
}

/** A path with two slashes in front names another machine on Windows, which would be told who asks. */
function isLocalPath(path: string): boolean {
  return isAbsolute(path) && !/^[\\/]{2}/.test(path);
}
