import {
  Range,
  type TextDocument,
  type WorkspaceEdit,
  type WorkspaceEditEntryMetadata,
} from "vscode";

/** Adds to an edit what turns a document's text into another: one replacement of the part that differs. */
export function changeText(
  edit: WorkspaceEdit,
  document: TextDocument,
  text: string,
  metadata?: WorkspaceEditEntryMetadata,
): void {
  const before = document.getText();
  const shorter = Math.min(before.length, text.length);
  let start = 0;
  while (start < shorter && before[start] === text[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === text[text.length - 1 - end]) {
    end += 1;
  }
  const range = new Range(document.positionAt(start), document.positionAt(before.length - end));
  edit.replace(document.uri, range, text.slice(start, text.length - end), metadata);
}
