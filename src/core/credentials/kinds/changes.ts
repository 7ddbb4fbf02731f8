import { t } from "@vscode/l10n";
import type { Placement } from "../../http/placement.ts";

/** What the settings named when a credential was stored, and what they name now. */
export interface BindingChange {
  readonly from: string;
  readonly to: string;
}

/** Both sides where they differ; nothing where the settings leave it open. */
export function differing(from: string, to: string | undefined): BindingChange | undefined {
  return to === undefined || from === to ? undefined : { from, to };
}

/** Header names and schemes are the same in any case (RFC 9110, sections 5.1 and 11.1). */
export function placementChange(from: Placement, to: Placement): BindingChange | undefined {
  const one = placementWords(from);
  const other = placementWords(to);
  return one.toLowerCase() === other.toLowerCase() ? undefined : { from: one, to: other };
}

function placementWords({ header, scheme }: Placement): string {
  return scheme === "" ? t("the header {0}", header) : t("the header {0} with {1}", header, scheme);
}
