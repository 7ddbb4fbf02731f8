import { t } from "@vscode/l10n";
import type { Fix, TextEdit } from "../../finding.ts";
import { adoptFix } from "../../fixes.ts";
import type { ServerEntry } from "../read/entry.ts";
import type { Span } from "../syntax/node.ts";
import { replaceSpan, spanRange } from "../syntax/node.ts";
import type { RuleContext } from "./rule.ts";

/** A fix that changes the file; `safe` where "fix all" may make it unasked. */
export function edit(title: string, edits: readonly TextEdit[], safe: boolean): Fix {
  return { kind: "edit", title, edits, safe };
}

/** The last resort where nothing can be done for the user: the section that explains the finding. */
export function explain(code: string): Fix {
  return { kind: "action", title: t("Show what to do"), action: { type: "explain", code } };
}

/** Asks for the token that belongs in this place. */
export function setToken(server: ServerEntry, place: Span): Fix {
  return {
    kind: "action",
    title: t("Set token…"),
    action: { type: "setTokenInFile", server: server.name, range: spanRange(place) },
  };
}

/** Puts a reference to an environment variable in a place, where the client expands one there. */
export function readFromEnvironment(server: ServerEntry, place: Span, variable: string): Fix[] {
  const { reference } = server.format;
  if (reference === undefined) return [];
  const edits = [replaceSpan(place, reference(variable))];
  return [edit(t("Read it from the environment variable {0}", variable), edits, false)];
}

/** Takes the server over into MCP Connect. */
export function adopt({ name }: Pick<ServerEntry, "name">): Fix {
  return adoptFix(name);
}

/** The title of a fix that puts a word in the place of another one. */
export function changeTo(word: string): string {
  return t("Change to “{0}”", word);
}

/** The title of a fix that puts a text there as it will stand in the file, quotes or braces included. */
export function changeToText(text: string): string {
  return t("Change to {0}", text);
}

/** The title of a fix that makes an object of a list. */
export function turnIntoObject(): string {
  return t("Turn the list into an object");
}

/** The title of a fix that moves something into a member of the file. */
export function moveInto(member: string): string {
  return t("Move into “{0}”", member);
}

/** A message about a secret, with a reminder of the repository's history, which keeps it after the file has lost it. */
export function withHistory(message: string, { trackedFile }: RuleContext): string {
  if (trackedFile !== true) return message;
  const reminder = t(
    "Version control tracks the file, so replace the credential at its provider as well: the history keeps this one.",
  );
  return `${message} ${reminder}`;
}
