import { commands, Uri, type ExtensionContext } from "vscode";

/** Opens the section on a finding in the troubleshooting guide that comes with the extension. */
export async function openTroubleshooting(context: ExtensionContext, code: string): Promise<void> {
  const guide = Uri.joinPath(context.extensionUri, "docs", "troubleshooting.md");
  await commands.executeCommand(
    "markdown.showPreview",
    guide.with({ fragment: code.toLowerCase() }),
  );
}
