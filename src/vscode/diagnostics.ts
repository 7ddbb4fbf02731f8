import {
  Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  languages,
  Range,
  Uri,
  type DiagnosticCollection,
  type Disposable,
  type TextDocument,
} from "vscode";
import type { Finding, Severity } from "../core/diagnosis/finding.ts";

/** A finding with its place in a document. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly range: Range;
}

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const TAGS = {
  unnecessary: DiagnosticTag.Unnecessary,
  deprecated: DiagnosticTag.Deprecated,
} as const;

/** Who found something: the rules for a file's text, or what is known of the servers that a settings file defines. */
type Source = "file" | "server";

/** Shows findings in the Problems panel, and remembers which finding a diagnostic came from, for its fixes. */
export class Diagnostics implements Disposable {
  #collection: DiagnosticCollection | undefined;
  readonly #placed = new Map<string, Record<Source, readonly PlacedFinding[]>>();

  /** Replaces what a source has found in one document. */
  set(source: Source, uri: Uri, placed: readonly PlacedFinding[]): void {
    const before = this.#placed.get(uri.toString()) ?? { file: [], server: [] };
    this.#placed.set(uri.toString(), { ...before, [source]: placed });
    this.#collection ??= languages.createDiagnosticCollection("mcpConnect");
    this.#collection.set(uri, this.#of(uri).map(toDiagnostic));
  }

  /** The findings that touch a range, for quick fixes. */
  at(uri: Uri, range: Range): readonly PlacedFinding[] {
    return this.#of(uri).filter((placed) => placed.range.intersection(range) !== undefined);
  }

  /** The findings of both sources; what the text's rules say of a line, the settings need not say again. */
  #of(uri: Uri): readonly PlacedFinding[] {
    const { file, server } = this.#placed.get(uri.toString()) ?? { file: [], server: [] };
    const said = new Set(file.map(lineAndCode));
    return [...file, ...server.filter((placed) => !said.has(lineAndCode(placed)))];
  }

  dispose(): void {
    this.#collection?.dispose();
  }
}

function lineAndCode({ finding, range }: PlacedFinding): string {
  return `${range.start.line} ${finding.code}`;
}

/** The editor's form of a finding. */
export function toDiagnostic({ finding, range }: PlacedFinding): Diagnostic {
  const diagnostic = new Diagnostic(range, finding.message, SEVERITIES[finding.severity]);
  diagnostic.source = "MCP Connect";
  diagnostic.code = finding.code;
  if (finding.tag) diagnostic.tags = [TAGS[finding.tag]];
  return diagnostic;
}

/** The range of a finding in a document; its first line when the finding has none. */
export function rangeIn(document: TextDocument, finding: Finding): Range {
  const { offset, length } = finding.range ?? { offset: 0, length: 0 };
  return new Range(document.positionAt(offset), document.positionAt(offset + length));
}
