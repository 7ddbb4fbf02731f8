import type { Credential } from "../read/credential.ts";
import type { ServerEntry } from "../read/entry.ts";
import type { Span } from "../syntax/node.ts";
import { replaceSpan, spanRange } from "../syntax/node.ts";
import type { Fix, TextEdit } from "../../finding.ts";

/** Fixes that several rules offer. */

export function edit(title: string, edits: readonly TextEdit[], safe: boolean): Fix {
  return { kind: "edit", title, edits, safe };
}

/** The last resort where nothing can be done for the user: the section that explains the finding. */
export function explain(code: string): Fix {
  return { kind: "action", title: "Show what to do", action: { type: "explain", code } };
}

/** Asks for the token that belongs in this place. */
export function setToken(server: ServerEntry, place: Span): Fix {
  return {
    kind: "action",
    title: "Set token…",
    action: { type: "setTokenInFile", server: server.name, range: spanRange(place) },
  };
}

/** Puts a reference to an environment variable in a place, where the client expands one there. */
export function readFromEnvironment(server: ServerEntry, place: Span, variable: string): Fix[] {
  const { reference } = server.format;
  if (reference === undefined) return [];
  const edits = [replaceSpan(place, reference(variable))];
  return [edit(`Read it from the environment variable ${variable}`, edits, false)];
}

/** Takes the server over into MCP Connect, which asks for its credential and keeps it in secret storage. */
export function adopt(server: ServerEntry): Fix {
  return {
    kind: "action",
    title: "Manage with MCP Connect…",
    action: { type: "adopt", server: server.name },
  };
}

/** Replaces a credential's value by its repaired form. */
export function repair(credential: Credential, title: string): Fix {
  return edit(title, [replaceSpan(credential.value, credential.repaired)], true);
}
