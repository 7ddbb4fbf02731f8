import { ConfigurationTarget, Uri, workspace } from "vscode";
import type { FixAction } from "../../core/finding.ts";
import { SETTINGS_SECTION } from "../../manifest.ts";
import { targetFor } from "../settings/index.ts";

/** Adds to the list of what the user does not want to see, in the settings of whose file it is. */
export async function ignoreInSettings({
  code,
  server,
  file,
}: Extract<FixAction, { type: "ignore" }>): Promise<void> {
  if (file === undefined) return;
  const target = targetFor(Uri.parse(file));
  const configuration = workspace.getConfiguration(SETTINGS_SECTION);
  const inspected = configuration.inspect<unknown[]>("findings.ignore");
  const list =
    target === ConfigurationTarget.Global ? inspected?.globalValue : inspected?.workspaceValue;
  await configuration.update(
    "findings.ignore",
    [...(Array.isArray(list) ? list : []), { code, ...(server !== undefined && { server }) }],
    target,
  );
}
