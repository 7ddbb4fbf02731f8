import { spanRange, spanText, subSpan } from "../syntax/node.ts";
import { placeholderInUrl as find } from "../read/placeholder.ts";
import { explain } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";

/** An address with a part left to fill in: `<YOUR_OMNI_INSTANCE>`, `{tenantId}`, `your-company` (R24, R34). */
export const placeholderInUrl: ServerRule = {
  id: "placeholderInUrl",
  severity: "error",
  stage: "placeholder",
  scope: "server",
  find(server) {
    if (server.url === undefined || server.disabled) return [];
    const match = find(spanText(server.url));
    if (match === undefined) return [];
    const span = subSpan(server.url, match.start, match.end);
    return [
      {
        range: spanRange(span),
        message: `“${spanText(span)}” in the address has to be replaced by your own value, so nothing can be reached there.`,
        fixes: [explain("placeholderInUrl")],
      },
    ];
  },
};
