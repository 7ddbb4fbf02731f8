import { isHeaderName } from "../read/credentialHeader.ts";
import { intendedHeader } from "../read/headerNames.ts";
import { replaceSpan, spanRange, spanText } from "../syntax/node.ts";
import type { ServerRule } from "../check/rule.ts";

/** A header name that is a misspelling of a well-known credential header (R19, R45). */
export const headerName: ServerRule = {
  id: "headerName",
  severity: "error",
  stage: "name",
  scope: "server",
  find(server) {
    const present = new Set(server.headers.map(({ name }) => spanText(name).toLowerCase()));
    return server.headers.flatMap(({ name }) => {
      const written = spanText(name);
      const intended = intendedHeader(written);
      // A name that cannot be one at all is for the rule on that.
      if (intended === undefined || !isHeaderName(written)) return [];
      return {
        range: spanRange(name),
        message: `The header “${written}” is a misspelling of “${intended}”, so the server will not see the credential in it.`,
        fixes: [
          {
            kind: "edit",
            title: `Change to “${intended}”`,
            edits: [replaceSpan(name, intended)],
            safe: !present.has(intended.toLowerCase()),
          },
        ],
      };
    });
  },
};
