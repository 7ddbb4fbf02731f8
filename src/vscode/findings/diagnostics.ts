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
import type { Finding, Severity } from "../../core/finding.ts";
import { GUIDE_SCHEME } from "../../manifest.ts";

/** A finding with its place in a document. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly range: Range;
  /** Somebody else underlines the place: it has fixes and no squiggle of its own. */
  readonly hidden?: boolean;
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

/**
 * Who found something: the rules for a file's text, what is known of the servers that a settings file defines, or a
 * check of the connection of another client's server.
 */
type Source = "file" | "server" | "connection";

const NOTHING: Record<Source, readonly PlacedFinding[]> = { file: [], server: [], connection: [] };

/** Shows findings in the Problems panel, and remembers which finding a diagnostic came from, for its fixes. */
export class Diagnostics implements Disposable {
  #collection: DiagnosticCollection | undefined;
  readonly #placed = new Map<string, Record<Source, readonly PlacedFinding[]>>();

  /** Replaces what a source has found in one document. */
  set(source: Source, uri: Uri, placed: readonly PlacedFinding[]): void {
    const before = this.#placed.get(uri.toString()) ?? NOTHING;
    this.#placed.set(uri.toString(), { ...before, [source]: placed });
    this.#collection ??= languages.createDiagnosticCollection("mcpConnect");
    const shown = this.#of(uri).filter(({ hidden }) => hidden !== true);
    this.#collection.set(uri, shown.map(toDiagnostic));
  }

  /** The findings that touch a range, for quick fixes. */
  at(uri: Uri, range: Range): readonly PlacedFinding[] {
    return this.#of(uri).filter((placed) => placed.range.intersection(range) !== undefined);
  }

  /** The findings of all sources; what the text's rules say of a line, the settings need not say again. */
  #of(uri: Uri): readonly PlacedFinding[] {
    const { file, server, connection } = this.#placed.get(uri.toString()) ?? NOTHING;
    const said = new Set(file.filter(({ hidden }) => hidden !== true).map(lineAndCode));
    return [...file, ...server.filter((placed) => !said.has(lineAndCode(placed))), ...connection];
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
  diagnostic.code = { value: finding.code, target: explanationOf(finding.code) };
  if (finding.tag) diagnostic.tags = [TAGS[finding.tag]];
  return diagnostic;
}

/** The section on a finding: a document, because the editor follows no link to a command from a squiggle's hover. */
function explanationOf(code: string): Uri {
  return Uri.from({ scheme: GUIDE_SCHEME, path: `/${code}.md` });
}

/** The range of a finding in a document; its first line when the finding has none. */
export function rangeIn(document: Pick<TextDocument, "positionAt">, finding: Finding): Range {
  const { offset, length } = finding.range ?? { offset: 0, length: 0 };
  return new Range(document.positionAt(offset), document.positionAt(offset + length));
}
