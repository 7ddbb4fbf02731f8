import { commands, l10n, Uri, workspace, type Disposable, type ExtensionContext } from "vscode";
import { sectionOf } from "../../core/diagnosis/guide.ts";
import { GUIDE_SCHEME } from "../../manifest.ts";

/** Opens the section on a finding in the troubleshooting guide that comes with the extension. */
export async function openTroubleshooting(context: ExtensionContext, code: string): Promise<void> {
  const guide = guideOf(context).with({ fragment: code.toLowerCase() });
  await commands.executeCommand("markdown.showPreview", guide);
}

/** Serves the guide's sections one by one, for the links behind the codes of findings. */
export function registerGuide(context: ExtensionContext): Disposable {
  return workspace.registerTextDocumentContentProvider(GUIDE_SCHEME, {
    provideTextDocumentContent: async ({ path }) => {
      const guide = new TextDecoder().decode(await workspace.fs.readFile(guideOf(context)));
      const code = path.replace(/^\/|\.md$/g, "");
      return sectionOf(guide, code) ?? l10n.t("Nothing is written about “{0}”.", code);
    },
  });
}

function guideOf(context: ExtensionContext): Uri {
  return Uri.joinPath(context.extensionUri, "docs", "troubleshooting.md");
}
