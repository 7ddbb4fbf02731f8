import {
  CompletionItem,
  CompletionItemKind,
  Hover,
  MarkdownString,
  Range,
  type Position,
  type TextDocument,
} from "vscode";
import { completionsAt } from "../../core/configfiles/assist/completions.ts";
import { hoverAt } from "../../core/configfiles/assist/hover.ts";
import type { TextRange } from "../../core/finding.ts";
import { configFileOf } from "./documentFile.ts";

/** Explains a header, or says whether a variable resolves here; never shows a value. */
export function hoverIn(document: TextDocument, position: Position): Hover | undefined {
  const file = configFileOf(document);
  const isSet = (name: string) => process.env[name] !== undefined;
  const found = file && hoverAt(file, document.offsetAt(position), isSet);
  if (!found) return undefined;
  const parts = found.parts.map((part) => new MarkdownString(asMarkdown(part)));
  return new Hover(parts, toRange(document, found.range));
}

/** Header names, credential values without a credential, and types, between the quotes at the cursor. */
export function completionsIn(document: TextDocument, position: Position): CompletionItem[] {
  const file = configFileOf(document);
  const found = file && completionsAt(file, document.offsetAt(position));
  if (!found) return [];
  const replacing = toRange(document, found.range);
  const inserting = new Range(replacing.start, position);
  return found.items.map(({ label, detail }, index) => {
    const item = new CompletionItem(label, CompletionItemKind.Value);
    item.detail = detail;
    item.range = { inserting, replacing };
    item.sortText = String(index).padStart(4, "0");
    // JSON's own completion filters by the text with its quote.
    item.filterText = label;
    return item;
  });
}

/** Text as it stands: names in it are a file's, and none of them is to become a link. */
function asMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-!~<>|&.:]/g, "\\$&");
}

function toRange(document: TextDocument, { offset, length }: TextRange): Range {
  return new Range(document.positionAt(offset), document.positionAt(offset + length));
}
