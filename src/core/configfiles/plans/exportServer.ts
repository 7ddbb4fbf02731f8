import type { Secret } from "../../secret.ts";
import type { TokenAuth } from "../../kinds/token.ts";
import { shownUrl, type Server } from "../../servers/server.ts";
import { bridgeCommand } from "../read/bridgeCommand.ts";
import { quote } from "../syntax/node.ts";
import { constantCase, variableName } from "../read/variableName.ts";

/** The clients that a server can be exported for (R23). */
export type ExportClient =
  "claudeDesktop" | "cursor" | "claudeCode" | "windsurf" | "vscode" | "codex";

export interface ExportedServer {
  /** The file that the text belongs in, as its client names it. */
  readonly file: string;
  readonly text: string;
  /** The environment variable that the text reads the token from, if it does. */
  readonly variable?: string;
}

/**
 * Describes a server in the file format of another client. The token is left to an environment variable, an input or
 * a placeholder, unless it is given, which only the user's explicit wish allows.
 */
export function exportServer(server: Server, client: ExportClient, token?: Secret): ExportedServer {
  const auth = server.auth.type === "token" ? server.auth : undefined;
  const variable = referenceIn(auth?.reference) ?? variableName(server.name, "TOKEN");
  const exported = WRITERS[client]({ server: asWritten(server), auth, token, variable });
  const readsVariable = auth !== undefined && token === undefined && READS_VARIABLE.has(client);
  return { ...exported, ...(readsVariable && { variable }) };
}

/** The server without what variables put into its address, and with references in the place of its further secrets. */
function asWritten(server: Server): Server {
  const headers = { ...server.headers };
  for (const { header, scheme, reference } of server.secretHeaders ?? []) {
    const name = constantCase(`${server.name} ${header}`);
    headers[header] = withScheme(scheme, reference ?? `\${env:${name}}`);
  }
  return { ...server, url: shownUrl(server), headers };
}

/** The variable that a text refers to. */
function referenceIn(text: string | undefined): string | undefined {
  return /\$\{env:(\w+)\}/.exec(text ?? "")?.[1];
}

/** How a client writes a reference to an environment variable, or what stands for one where it expands none. */
type Rewrite = (name: string) => string;

const asEnv: Rewrite = (name) => `\${env:${name}}`;
const asShell: Rewrite = (name) => `\${${name}}`;
const asPlaceholder: Rewrite = (name) => `YOUR_${name}`;

function rewritten(text: string, rewrite: Rewrite): string {
  return text.replaceAll(/\$\{env:(\w+)\}/g, (_match, name: string) => rewrite(name));
}

interface Writer {
  readonly server: Server;
  readonly auth: TokenAuth | undefined;
  readonly token: Secret | undefined;
  readonly variable: string;
}

const READS_VARIABLE: ReadonlySet<ExportClient> = new Set([
  "cursor",
  "claudeCode",
  "windsurf",
  "codex",
]);

const WRITERS: Readonly<Record<ExportClient, (from: Writer) => ExportedServer>> = {
  cursor: (from) => ({
    file: ".cursor/mcp.json",
    text: jsonFile("mcpServers", from.server, {
      url: from.server.url,
      ...headersOf(from, asEnv(from.variable)),
    }),
  }),
  windsurf: (from) => ({
    file: "~/.codeium/windsurf/mcp_config.json",
    text: jsonFile("mcpServers", from.server, {
      serverUrl: from.server.url,
      ...headersOf(from, asEnv(from.variable)),
    }),
  }),
  claudeCode: (from) => ({
    file: ".mcp.json",
    text: jsonFile("mcpServers", from.server, {
      type: from.server.transport,
      url: rewritten(from.server.url, asShell),
      ...headersOf(from, asShell(from.variable), asShell),
    }),
  }),
  vscode: vscodeFile,
  claudeDesktop: claudeDesktopFile,
  codex: codexFile,
};

function vscodeFile(from: Writer): ExportedServer {
  const { server, auth, token } = from;
  const id = `${server.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-token`;
  const entry = {
    type: server.transport,
    url: server.url,
    ...headersOf(from, `\${input:${id}}`),
  };
  const inputs =
    auth === undefined || token !== undefined
      ? {}
      : {
          inputs: [
            { type: "promptString", id, description: `Token of ${server.name}`, password: true },
          ],
        };
  return {
    file: ".vscode/mcp.json",
    text: `${JSON.stringify({ ...inputs, servers: { [server.name]: entry } }, null, 2)}\n`,
  };
}

/** Claude Desktop starts commands only, and expands no variables: a placeholder stands for the token. */
function claudeDesktopFile(from: Writer): ExportedServer {
  const { server } = from;
  const { headers = {} } = headersOf(from, asPlaceholder(from.variable), asPlaceholder);
  const options = server.transport === "sse" ? ["--transport", "sse-only"] : [];
  return {
    file: "claude_desktop_config.json",
    text: jsonFile(
      "mcpServers",
      server,
      bridgeCommand(rewritten(server.url, asPlaceholder), Object.entries(headers), options),
    ),
  };
}

/** Codex names the environment variables of its headers in keys of their own, and expands none in values. */
function codexFile({ server, auth, token, variable }: Writer): ExportedServer {
  const plain: string[] = [];
  const fromEnv: string[] = [];
  const url = rewritten(server.url, asPlaceholder);
  const lines = [`[mcp_servers.${quote(server.name)}]`, `url = ${quote(url)}`];
  for (const [name, value] of Object.entries(server.headers)) {
    const reference = referenceIn(value);
    if (reference === undefined) plain.push(`${quote(name)} = ${quote(value)}`);
    else fromEnv.push(`${quote(name)} = ${quote(reference)}`);
  }
  if (auth !== undefined && token !== undefined) {
    plain.push(`${quote(auth.header)} = ${quote(credential(auth, token.reveal()))}`);
  } else if (auth !== undefined && isBearer(auth)) {
    lines.push(`bearer_token_env_var = ${quote(variable)}`);
  } else if (auth !== undefined) {
    // The variable holds the whole value here, its scheme included.
    fromEnv.push(`${quote(auth.header)} = ${quote(variable)}`);
  }
  if (plain.length > 0) lines.push(`http_headers = { ${plain.join(", ")} }`);
  if (fromEnv.length > 0) lines.push(`env_http_headers = { ${fromEnv.join(", ")} }`);
  return { file: "~/.codex/config.toml", text: `${lines.join("\n")}\n` };
}

/** The headers with the credential's among them, its token given or referred to. */
function headersOf(
  { server, auth, token }: Writer,
  reference: string,
  rewrite: Rewrite = asEnv,
): { headers?: Record<string, string> } {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(server.headers)) {
    headers[name] = rewritten(value, rewrite);
  }
  if (auth !== undefined) headers[auth.header] = credential(auth, token?.reveal() ?? reference);
  return Object.keys(headers).length > 0 ? { headers } : {};
}

function credential({ scheme }: TokenAuth, token: string): string {
  return withScheme(scheme, token);
}

function withScheme(scheme: string, token: string): string {
  return scheme === "" ? token : `${scheme} ${token}`;
}

function isBearer({ header, scheme }: TokenAuth): boolean {
  return header.toLowerCase() === "authorization" && scheme.toLowerCase() === "bearer";
}

function jsonFile(root: string, { name }: Server, entry: object): string {
  return `${JSON.stringify({ [root]: { [name]: entry } }, null, 2)}\n`;
}
