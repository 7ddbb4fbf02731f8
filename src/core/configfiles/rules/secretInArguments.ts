import { t } from "@vscode/l10n";
import type { Fix } from "../../finding.ts";
import { adopt, explain, readFromEnvironment, withHistory } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { passwordIn } from "../read/connectionString.ts";
import { namesCredential } from "../read/credentialHeader.ts";
import type { ServerEntry } from "../read/entry.ts";
import { isKnownSecret, looksSecret } from "../read/secretShape.ts";
import { variableName } from "../read/variableName.ts";
import type { Span } from "../syntax/node.ts";
import { spanRange, spanText, subSpan } from "../syntax/node.ts";

/** A secret in clear among a command's arguments, where other programs of this machine can read it too (R37). */
export const secretInArguments: ServerRule = {
  id: "secretInArguments",
  severity: "warning",
  stage: "risk",
  scope: "server",
  find(server, context) {
    const headers = new Set(server.headers.map(({ name }) => name.node));
    return server.args.flatMap((arg, index) => {
      // Headers and the address have rules of their own.
      if (headers.has(arg.node) || arg.node === server.url?.node) return [];
      const secret = secretIn(arg, server.args[index - 1]);
      if (secret === undefined) return [];
      return {
        range: spanRange(secret),
        message: withHistory(
          t(
            "A secret stands in clear among the arguments of “{0}”, so everyone who can read this file, or list this machine's processes, can use it.",
            server.name,
          ),
          context,
        ),
        fixes: fixesFor(server, secret),
      };
    });
  },
};

/** The part of an argument that is a secret: by its form, or by the option's name in front of it. */
function secretIn(arg: Span, previous: Span | undefined): Span | undefined {
  const text = spanText(arg);
  const password = passwordIn(text);
  if (password !== undefined) return subSpan(arg, password.start, password.end);
  const assigned = /^(-{0,2}[\w.-]+)=(.+)$/.exec(text);
  const option = assigned?.[1] ?? (previous && optionName(spanText(previous)));
  const start = assigned?.[1] === undefined ? 0 : assigned[1].length + 1;
  const value = text.slice(start);
  const named = option !== undefined && namesCredential(option);
  const isSecret = isKnownSecret(value) || (named && looksSecret(value, "likely"));
  return isSecret ? subSpan(arg, start) : undefined;
}

function optionName(text: string): string | undefined {
  return /^--?[A-Za-z][\w-]*$/.test(text) ? text : undefined;
}

function fixesFor(server: ServerEntry, secret: Span): Fix[] {
  if (server.kind === "bridge") return [adopt(server)];
  const before = secret.node.value.slice(0, secret.start);
  const assigned = /^([A-Z][A-Z0-9_]*)=$/.exec(before)?.[1];
  const isPassword = before.includes(":") || before.replace(/^--?[\w-]+=$/, "").endsWith("=");
  const variable = assigned ?? variableName(server.name, isPassword ? "PASSWORD" : "TOKEN");
  const fixes = readFromEnvironment(server, secret, variable);
  return fixes.length > 0 ? fixes : [explain("secretInArguments")];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .mcp.json | a password in a connection string among the arguments
{ "mcpServers": { "db": { "command": "npx", "args": ["server-postgres", "postgresql://app:Fake-Pa55-w0rd@db.example.net/app"] } } }
--- finds
warning secretInArguments db 1 "Fake-Pa55-w0rd"
--- fixed
{ "mcpServers": { "db": { "command": "npx", "args": ["server-postgres", "postgresql://app:\${DB_PASSWORD}@db.example.net/app"] } } }
=== .cursor/mcp.json | behind an option
{ "mcpServers": { "a": { "command": "npx", "args": ["server", "--api-key", "FakeKey0123456789abcdef"] } } }
--- finds
warning secretInArguments a 1 "FakeKey0123456789abcdef"
--- fixed
{ "mcpServers": { "a": { "command": "npx", "args": ["server", "--api-key", "\${env:A_TOKEN}"] } } }
=== .cursor/mcp.json | in an option
{ "mcpServers": { "a": { "command": "npx", "args": ["server", "--token=FakeKey0123456789abcdef"] } } }
--- finds
warning secretInArguments a 1 "FakeKey0123456789abcdef"
--- fixed
{ "mcpServers": { "a": { "command": "npx", "args": ["server", "--token=\${env:A_TOKEN}"] } } }
=== .kiro/settings/mcp.json | as an assignment for a container
{ "mcpServers": { "a": { "command": "docker", "args": ["run", "-e", "ACME_TOKEN=FakeKey0123456789abcdef", "acme/mcp"] } } }
--- finds
warning secretInArguments a 1 "FakeKey0123456789abcdef"
--- fixed
{ "mcpServers": { "a": { "command": "docker", "args": ["run", "-e", "ACME_TOKEN=\${ACME_TOKEN}", "acme/mcp"] } } }
`;
