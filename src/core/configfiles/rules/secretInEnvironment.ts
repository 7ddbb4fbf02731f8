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

/** A secret in clear in the environment that a file gives to a command, passwords in connection strings included (R37). */
export const secretInEnvironment: ServerRule = {
  id: "secretInEnvironment",
  severity: "warning",
  stage: "risk",
  scope: "server",
  find(server, context) {
    const credentials = [...server.headers, ...server.ignored];
    const inHeaders = new Set(credentials.map(({ value }) => value?.node));
    return server.env.flatMap(({ name, value }) => {
      const secret = inHeaders.has(value.node) ? undefined : secretIn(name, value);
      if (secret === undefined) return [];
      return {
        range: spanRange(secret),
        message: withHistory(
          t(
            "The secret in “{0}” stands in clear in this file, so everyone who can read the file can use it.",
            name,
          ),
          context,
        ),
        fixes: fixesFor(server, name, secret),
      };
    });
  },
};

/** The part of a variable's value that is a secret. */
function secretIn(name: string, value: Span): Span | undefined {
  const text = spanText(value);
  const password = passwordIn(text);
  if (password !== undefined) return subSpan(value, password.start, password.end);
  const scheme = /^(?:bearer|basic|token)\s+/i.exec(text)?.[0].length ?? 0;
  const token = text.slice(scheme);
  const isSecret =
    scheme > 0
      ? looksSecret(token, "sure")
      : isKnownSecret(token) || (namesCredential(name) && looksSecret(token, "likely"));
  return isSecret ? subSpan(value, scheme) : undefined;
}

function fixesFor(server: ServerEntry, name: string, secret: Span): Fix[] {
  const isPart = secret.start > 0 && !/\s$/.test(secret.node.value.slice(0, secret.start));
  const variable = isPart ? variableName(server.name, "PASSWORD") : name;
  const fixes = [
    ...(server.kind === "bridge" ? [adopt(server)] : []),
    ...readFromEnvironment(server, secret, variable),
  ];
  return fixes.length > 0 ? fixes : [explain("secretInEnvironment")];
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .mcp.json | in the environment of a command
{ "mcpServers": { "gh": { "command": "docker", "args": ["run", "mcp/github"], "env": { "GITHUB_PERSONAL_ACCESS_TOKEN": "ghp_FakeFakeFakeFakeFakeFake00000000" } } } }
--- finds
warning secretInEnvironment gh 1 "ghp_FakeFakeFakeFakeFakeFake00000000"
--- fixed
{ "mcpServers": { "gh": { "command": "docker", "args": ["run", "mcp/github"], "env": { "GITHUB_PERSONAL_ACCESS_TOKEN": "\${GITHUB_PERSONAL_ACCESS_TOKEN}" } } } }
=== .cursor/mcp.json | in the environment, by the name
{ "mcpServers": { "a": { "command": "uvx", "args": ["server"], "env": { "ACME_API_KEY": "FakeKey0123456789abcdef" } } } }
--- finds
warning secretInEnvironment a 1 "FakeKey0123456789abcdef"
--- fixed
{ "mcpServers": { "a": { "command": "uvx", "args": ["server"], "env": { "ACME_API_KEY": "\${env:ACME_API_KEY}" } } } }
=== claude_desktop_config.json | in the environment, where no reference is possible
{ "mcpServers": { "a": { "command": "uvx", "args": ["server"], "env": { "ACME_API_KEY": "FakeKey0123456789abcdef" } } } }
--- finds
warning secretInEnvironment a 1 "FakeKey0123456789abcdef"
=== .vscode/mcp.json | a password in a connection string
{ "servers": { "db": { "command": "npx", "args": ["server-postgres"], "env": { "DATABASE_URL": "postgresql://app:Fake-Pa55-w0rd@db.example.net:5432/app" } } } }
--- finds
warning secretInEnvironment db 1 "Fake-Pa55-w0rd"
--- fixed
{ "servers": { "db": { "command": "npx", "args": ["server-postgres"], "env": { "DATABASE_URL": "postgresql://app:\${env:DB_PASSWORD}@db.example.net:5432/app" } } } }
=== .roo/mcp.json | a password in pairs
{ "mcpServers": { "db": { "command": "uvx", "args": ["mssql"], "env": { "CONNECTION": "Server=db.example.net;User Id=app;Password=Fake-Pa55-w0rd;" } } } }
--- finds
warning secretInEnvironment db 1 "Fake-Pa55-w0rd"
--- fixed
{ "mcpServers": { "db": { "command": "uvx", "args": ["mssql"], "env": { "CONNECTION": "Server=db.example.net;User Id=app;Password=\${env:DB_PASSWORD};" } } } }
`;
