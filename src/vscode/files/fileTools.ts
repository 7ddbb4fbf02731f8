import { Adopter } from "./adopt.ts";
import { CheckAllFiles } from "./checkAllFiles.ts";
import { completionsIn, hoverIn } from "./fileAssistance.ts";
import type { FileChecks } from "./fileChecks.ts";
import { FileConnections } from "./fileConnection.ts";
import type { FileDiagnostics } from "./fileDiagnostics.ts";
import type { FileProvider } from "./fileProviders.ts";
import { SecretMover } from "./moveSecret.ts";
import type { FileParts } from "./parts.ts";
import { QuickFixes } from "./quickFixes.ts";

/** What works on configuration files, loaded with the first one that is looked at. */
export interface FileTools {
  readonly adopter: Adopter;
  readonly mover: SecretMover;
  readonly connections: FileConnections;
  readonly checkAll: CheckAllFiles;
  /** What the editor asks about a file. */
  readonly provider: FileProvider;
}

/** Makes the tools. */
export function createFileTools(
  parts: FileParts,
  checks: FileChecks,
  fileDiagnostics: FileDiagnostics,
): FileTools {
  const adopter = new Adopter(parts, checks);
  const quickFixes = new QuickFixes(parts, checks, fileDiagnostics);
  return {
    adopter,
    mover: new SecretMover(parts, checks, adopter),
    connections: new FileConnections(parts, adopter),
    checkAll: new CheckAllFiles(parts, checks),
    provider: {
      provideCodeActions: (document, range, context) =>
        quickFixes.provide(document, range, context),
      provideHover: hoverIn,
      provideCompletionItems: completionsIn,
    },
  };
}
