// Findings in the editor: the Problems panel, notifications, the fixes that go with them and the guide that explains them.
import { env, Uri, type ExtensionContext } from "vscode";
import { copyText } from "../ask/index.ts";
import type { CommandHandlers, FixHandlers } from "../handlers.ts";
import { Diagnostics } from "./diagnostics.ts";
import { Fixes } from "./fixes.ts";
import { ignoreInSettings } from "./ignoreList.ts";
import { openTroubleshooting, registerGuide } from "./troubleshooting.ts";

export { rangeIn, toDiagnostic, type Diagnostics, type PlacedFinding } from "./diagnostics.ts";
export type { Fixes } from "./fixes.ts";
export { showFinding } from "./showFinding.ts";

/** Shows findings, and keeps what their fixes do. */
export function registerFindings(context: ExtensionContext) {
  const diagnostics = new Diagnostics();
  const fixes = new Fixes();
  context.subscriptions.push(diagnostics, registerGuide(context));
  return {
    diagnostics,
    fixes,
    commands: {
      "mcpConnect.applyFix": (id) => fixes.applyOffered(id),
    } satisfies CommandHandlers,
    fixHandlers: {
      copy: async ({ text, open }) => {
        await copyText(text);
        if (open !== undefined) await openWebAddress(open);
      },
      openExternal: ({ url }) => openWebAddress(url),
      explain: ({ code }) => openTroubleshooting(context, code),
      ignore: ignoreInSettings,
    } satisfies FixHandlers,
  };
}

/** An address may come from a server's answer: only web addresses are opened. */
async function openWebAddress(url: string): Promise<void> {
  if (/^https?:\/\//i.test(url)) await env.openExternal(Uri.parse(url));
}
