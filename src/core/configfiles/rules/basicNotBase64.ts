import { t } from "@vscode/l10n";
import { edit, setToken } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { credentialsOf } from "../read/credential.ts";
import { isAuthorization } from "../read/credentialHeader.ts";
import { isBasicCredential } from "../read/credentialValue.ts";
import { placeholderIn } from "../read/placeholder.ts";
import { replaceSpan, spanRange } from "../syntax/node.ts";

/** Basic credentials that are not the base64 of `user:password` (RFC 7617, section 2). */
export const basicNotBase64: ServerRule = {
  id: "basicNotBase64",
  severity: "error",
  stage: "scheme",
  scope: "server",
  find(server) {
    return credentialsOf(server)
      .filter(
        ({ name, scheme, token, hasVariable }) =>
          isAuthorization(name) &&
          scheme.toLowerCase() === "basic" &&
          !hasVariable &&
          placeholderIn(token) === undefined &&
          !isBasicCredential(token),
      )
      .map(({ value, tokenSpan, scheme, token }) => {
        const encoded = Buffer.from(token, "utf8").toString("base64");
        return {
          range: spanRange(tokenSpan),
          message: t(
            "Basic credentials are “user:password” encoded as base64, which this is not, so the server will refuse them.",
          ),
          fixes: [
            token.includes(":")
              ? edit(t("Encode as base64"), [replaceSpan(value, `${scheme} ${encoded}`)], true)
              : setToken(server, tokenSpan),
          ],
        };
      });
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | Basic credentials in clear
{ "mcpServers": { "a": { "url": "http://127.0.0.1:3000/mcp", "headers": { "Authorization": "Basic dev:dev" } } } }
--- finds
error basicNotBase64 a 1 "dev:dev"
--- fixed
{ "mcpServers": { "a": { "url": "http://127.0.0.1:3000/mcp", "headers": { "Authorization": "Basic ZGV2OmRldg==" } } } }
=== .cursor/mcp.json | Basic credentials that are neither
{ "mcpServers": { "a": { "url": "http://127.0.0.1:3000/mcp", "headers": { "Authorization": "Basic dev-dev" } } } }
--- finds
error basicNotBase64 a 1 "dev-dev"
`;
