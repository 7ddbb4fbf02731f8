import { t } from "@vscode/l10n";
import { takesBearerOnly } from "../../providers/providerOf.ts";
import { edit } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { hostOf } from "../read/address.ts";
import { credentialsOf } from "../read/credential.ts";
import { isAuthorization } from "../read/credentialHeader.ts";
import { needsBearer } from "../read/secretShape.ts";
import { replaceSpan, spanRange } from "../syntax/node.ts";

/**
 * A token in `Authorization` without `Bearer`, where the server or the token's form is known to need it (R46).
 * Elsewhere a raw token is normal: many services want theirs so.
 */
export const schemeMissing: ServerRule = {
  id: "schemeMissing",
  severity: "error",
  stage: "scheme",
  scope: "server",
  find(server) {
    return credentialsOf(server)
      .filter(
        ({ name, scheme, repaired, hasVariable }) =>
          isAuthorization(name) &&
          scheme === "" &&
          !hasVariable &&
          /^\S+$/.test(repaired) &&
          !/^(?:bearer|basic|token)$/i.test(repaired) &&
          (takesBearerOnly(hostOf(server) ?? "") || needsBearer(repaired)),
      )
      .map(({ value, repaired }) => ({
        range: spanRange(value),
        message: t(
          "There is no “Bearer” in front of the token, so the server will answer that the header is badly formed.",
        ),
        fixes: [edit(t("Put “Bearer” in front"), [replaceSpan(value, `Bearer ${repaired}`)], true)],
      }));
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | no Bearer for WorkBoard
{ "mcpServers": { "wb": { "url": "https://www.myworkboard.com/wb/mcp", "headers": { "Authorization": "YOUR_WB_TOKEN" } } } }
--- finds
error schemeMissing wb 1 "YOUR_WB_TOKEN"
error placeholder wb 1 "YOUR_WB_TOKEN"
--- fixed
{ "mcpServers": { "wb": { "url": "https://www.myworkboard.com/wb/mcp", "headers": { "Authorization": "Bearer \${env:WB_TOKEN}" } } } }
=== .cursor/mcp.json | no Bearer in front of a token of GitHub's form
{ "mcpServers": { "gh": { "url": "http://localhost:8080/mcp", "headers": { "Authorization": "ghp_FakeFakeFakeFakeFake0000" } } } }
--- finds
error schemeMissing gh 1 "ghp_FakeFakeFakeFakeFake0000"
warning secretInHeader gh 1 "ghp_FakeFakeFakeFakeFake0000"
--- fixed
{ "mcpServers": { "gh": { "url": "http://localhost:8080/mcp", "headers": { "Authorization": "Bearer \${env:GH_TOKEN}" } } } }
=== .vscode/mcp.json | no Bearer for GitHub's server
{ "servers": { "gh": { "type": "http", "url": "https://api.githubcopilot.com/mcp/", "headers": { "Authorization": "<token>" } } } }
--- finds
error schemeMissing gh 1 "<token>"
error placeholder gh 1 "<token>"
--- fixed
{ "servers": { "gh": { "type": "http", "url": "https://api.githubcopilot.com/mcp/", "headers": { "Authorization": "Bearer \${env:GH_TOKEN}" } } } }
`;
