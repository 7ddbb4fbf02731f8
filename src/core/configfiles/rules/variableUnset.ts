import { spanRange, spanText } from "../syntax/node.ts";
import { variablesIn } from "../read/variables.ts";
import { adopt, explain } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";

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
        message: `The environment variable ${name} is not set here, so ${client} has nothing to put in the place of “${spanText(span)}”.`,
        fixes: [server.kind === "remote" ? adopt(server) : explain("variableUnset")],
      }));
  },
};
