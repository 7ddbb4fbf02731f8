import { window, type MessageOptions } from "vscode";
import { plain } from "../../core/plainText.ts";

/** A message with its buttons; resolves to the title of the one that the user chose. */
type ShowMessage = (
  text: string,
  ...rest: readonly [MessageOptions, ...string[]] | readonly string[]
) => Thenable<string | undefined>;

export const showInformation: ShowMessage = (text, ...rest) => show("Information", text, rest);
export const showWarning: ShowMessage = (text, ...rest) => show("Warning", text, rest);
export const showError: ShowMessage = (text, ...rest) => show("Error", text, rest);

/** The only place from which messages are shown: names of servers, files and settings in them make no links. */
function show(
  kind: "Information" | "Warning" | "Error",
  text: string,
  rest: readonly (MessageOptions | string)[],
): Thenable<string | undefined> {
  const options = rest.find((one) => typeof one === "object") ?? {};
  const buttons = rest.filter((one) => typeof one === "string");
  return window[`show${kind}Message`](plain(text), options, ...buttons);
}
