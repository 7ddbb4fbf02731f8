import { constantCase, variableName } from "../read/variableName.ts";
import type { Credential } from "../read/credential.ts";
import { credentialsOf } from "../read/credential.ts";
import type { ServerEntry } from "../read/entry.ts";
import type { Span } from "../syntax/node.ts";
import { spanRange, spanText } from "../syntax/node.ts";
import { placeholderIn } from "../read/placeholder.ts";
import { variablesIn } from "../read/variables.ts";
import { adopt, readFromEnvironment, setToken } from "../check/fixes.ts";
import type { Fix } from "../../finding.ts";
import type { Found, ServerRule } from "../check/rule.ts";

/** A credential that is still the one of the help page: `YOUR_TOKEN`, `<token>`, `xxx` (R19, R46). */
export const placeholder: ServerRule = {
  id: "placeholder",
  severity: "error",
  stage: "placeholder",
  scope: "server",
  find(server) {
    if (server.disabled) return [];
    const credentials = credentialsOf(server);
    const inHeaders = credentials.filter(isPlaceholder).map(({ tokenSpan }) => tokenSpan);
    const taken = new Set(credentials.map(({ value }) => value.node));
    const inEnv = bridgeVariables(server, credentials).filter(({ node }) => !taken.has(node));
    return [...inHeaders, ...inEnv].map((span) => found(server, span));
  },
};

function isPlaceholder({ token, hasVariable, value }: Credential): boolean {
  if (variablesIn(value).length > 0) return false;
  return (
    token !== "" && placeholderIn(token) !== undefined && !(hasVariable && token.startsWith("${"))
  );
}

/** Values of variables that stand for a part of a credential in a bridge's arguments, and that are placeholders. */
function bridgeVariables(server: ServerEntry, credentials: readonly Credential[]): Span[] {
  if (server.kind !== "bridge") return [];
  const used = new Set(
    credentials.flatMap(({ value }) => variablesIn(value).map(({ name }) => constantCase(name))),
  );
  return server.env
    .filter(({ name, value }) => used.has(constantCase(name)) && isOpen(value))
    .map(({ value }) => value);
}

function isOpen(value: Span): boolean {
  return variablesIn(value).length === 0 && placeholderIn(spanText(value)) !== undefined;
}

function found(server: ServerEntry, span: Span): Found {
  return {
    range: spanRange(span),
    message: `“${spanText(span)}” stands where the token of “${server.name}” belongs, so the server will refuse it.`,
    fixes: [setToken(server, span), ...fromEnvironment(server, span), adopt(server)],
  };
}

/** A reference in the place of the placeholder; in an argument the bridge would have to expand it. */
function fromEnvironment(server: ServerEntry, span: Span): Fix[] {
  const isArgument = server.args.some(({ node }) => node === span.node);
  const isKey = /key/i.test(spanText(span));
  return isArgument
    ? []
    : readFromEnvironment(server, span, variableName(server.name, isKey ? "API_KEY" : "TOKEN"));
}
