import {
  Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  languages,
  Range,
  Uri,
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

/** Shows findings in the Problems panel, and remembers which finding a diagnostic came from, for its fixes. */
export class Diagnostics implements Disposable {
  readonly #collections = new Map<
    string,
    ReturnType<typeof languages.createDiagnosticCollection>
  >();
  readonly #placed = new Map<string, readonly PlacedFinding[]>();

  /** Replaces what `source` ("file" or "server") has found in one document. */
  set(source: "file" | "server", uri: Uri, placed: readonly PlacedFinding[]): void {
    let collection = this.#collections.get(source);
    if (!collection) {
      collection = languages.createDiagnosticCollection(`mcpConnect.${source}`);
      this.#collections.set(source, collection);
    }
    this.#placed.set(`${source} ${uri.toString()}`, placed);
    collection.set(uri, placed.map(toDiagnostic));
  }

  /** The findings that touch a range, for quick fixes. */
  at(uri: Uri, range: Range): readonly PlacedFinding[] {
    return (["file", "server"] as const)
      .flatMap((source) => this.#placed.get(`${source} ${uri.toString()}`) ?? [])
      .filter((placed) => placed.range.intersection(range) !== undefined);
  }

  dispose(): void {
    for (const collection of this.#collections.values()) collection.dispose();
  }
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
