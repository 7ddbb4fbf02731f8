import { t } from "@vscode/l10n";
import { adopt, explain } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { variablesIn } from "../read/variables.ts";
import { spanRange, spanText } from "../syntax/node.ts";

/** A reference to an environment variable that is not set (R33). Needs to know the environment. */
export const variableUnset: ServerRule = {
  id: "variableUnset",
  severity: "warning",
  stage: "variable",
  scope: "server",
  find(server, { env }) {
    const { variables, client } = server.format;
    if (env === undefined || variables === undefined || server.disabled) return [];
    const places = [
      ...(server.url === undefined || server.kind === "bridge" ? [] : [server.url]),
      ...server.headers.flatMap(({ value, origin }) =>
        value === undefined || origin === "argument" ? [] : [value],
      ),
      ...server.env.map(({ value }) => value),
    ];
    return places
      .flatMap(variablesIn)
      .filter(
        ({ form, name }) =>
          /^(?:env|shell|dollar)$/.test(form) && variables.includes(form) && !env(name),
      )
      .map(({ name, span }) => ({
        range: spanRange(span),
        message: t(
          "The environment variable {0} is not set here, so {1} has nothing to put in the place of “{2}”.",
          name,
          client,
          spanText(span),
        ),
        fixes: [server.kind === "remote" ? adopt(server) : explain("variableUnset")],
      }));
  },
};

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .vscode/mcp.json | a variable that is not set | env=OTHER
{ "servers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "Authorization": "Bearer \${env:A_TOKEN}", "X-Other": "\${env:OTHER}" } } } }
--- finds
warning variableUnset a 1 "\${env:A_TOKEN}"
=== .mcp.json | a default stands in for a variable | env=
{ "mcpServers": { "a": { "type": "http", "url": "https://\${A_HOST}/mcp", "headers": { "X-API-Key": "\${A_KEY:-none}" } } } }
--- finds
warning variableUnset a 1 "\${A_HOST}"
`;
