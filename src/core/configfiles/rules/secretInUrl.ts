import { t } from "@vscode/l10n";
import { adopt, withHistory } from "../check/fixes.ts";
import type { ServerRule } from "../check/rule.ts";
import { passwordIn } from "../read/connectionString.ts";
import { namesCredential } from "../read/credentialHeader.ts";
import { isKnownSecret, looksSecret } from "../read/secretShape.ts";
import type { Span } from "../syntax/node.ts";
import { spanRange, spanText, subSpan } from "../syntax/node.ts";

/** A password or a token in an address, which ends up in logs and histories (R37). */
export const secretInUrl: ServerRule = {
  id: "secretInUrl",
  severity: "warning",
  stage: "risk",
  scope: "server",
  find(server, context) {
    const secret = server.url && secretIn(server.url);
    if (secret === undefined || server.kind === "local") return [];
    return [
      {
        range: spanRange(secret),
        // The parser of our settings reports passwords.
        ...(server.format.isOwn && isPassword(server.url, secret) && { underlinedByEditor: true }),
        message: withHistory(
          t(
            "The address of “{0}” has a secret in it, which proxies and servers write to their logs.",
            server.name,
          ),
          context,
        ),
        fixes: [adopt(server)],
      },
    ];
  },
};

/** Whether a secret stands in front of the host. */
function isPassword(url: Span | undefined, secret: Span): boolean {
  return url?.node.value[secret.end] === "@";
}

function secretIn(url: Span): Span | undefined {
  const text = spanText(url);
  const password = passwordIn(text);
  if (password !== undefined) return subSpan(url, password.start, password.end);
  const query = text.indexOf("?");
  if (query < 0) return undefined;
  for (const match of text.slice(query).matchAll(/[?&]([^=&#]+)=([^&#]*)/g)) {
    const [, name = "", value = ""] = match;
    const isSecret =
      isKnownSecret(value) || (namesCredential(name) && looksSecret(value, "likely"));
    if (!isSecret) continue;
    const end = query + match.index + match[0].length;
    return subSpan(url, end - value.length, end);
  }
  return undefined;
}

/** Files with this finding, for the tests: a function, which the bundle leaves out. */
export const examples = () => String.raw`
=== .cursor/mcp.json | a password in an address
{ "mcpServers": { "a": { "url": "https://me:Fake-Pa55-w0rd@a.example.net/mcp" } } }
--- finds
warning secretInUrl a 1 "Fake-Pa55-w0rd"
=== .mcp.json | a key in an address
{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp?api_key=FakeKey0123456789abcdef" } } }
--- finds
warning secretInUrl a 1 "FakeKey0123456789abcdef"
`;
