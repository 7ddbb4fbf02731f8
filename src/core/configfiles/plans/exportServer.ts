import { t } from "@vscode/l10n";
import type { Secret } from "../../secret.ts";
import type { TokenAuth } from "../../kinds/token.ts";
import { shownUrl, type Server } from "../../servers/server.ts";
import type { ConfigFormat } from "../clients/format.ts";
import { envReference } from "../clients/format.ts";
import { FORMATS } from "../clients/index.ts";
import { bridgeCommand } from "../read/bridgeCommand.ts";
import { constantCase, variableName } from "../read/variableName.ts";
import { quote } from "../syntax/node.ts";

/** A format that a server can be exported to (R23). */
export type ExportFormat = ConfigFormat & Required<Pick<ConfigFormat, "exportTo">>;

function isExportFormat(format: ConfigFormat): format is ExportFormat {
  return format.exportTo !== undefined;
}

/** The formats that a server can be exported to, by their clients' names. */
export const EXPORT_FORMATS: readonly ExportFormat[] = Object.values<ConfigFormat>(FORMATS)
  .filter(isExportFormat)
  .toSorted((one, other) => one.client.localeCompare(other.client));

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
export function exportServer(server: Server, format: ExportFormat, token?: Secret): ExportedServer {
  const auth = server.auth.type === "token" ? server.auth : undefined;
  const variable = referenceIn(auth?.reference) ?? variableName(server.name, "TOKEN");
  const from: Written = { server: asWritten(server), format, auth, token, variable };
  const text = format.syntax === "toml" ? tomlFile(from) : jsonFile(from);
  const expands = (format.reference ?? format.environmentKeys) !== undefined && !format.inputs;
  const readsVariable = auth !== undefined && token === undefined && expands;
  return { file: format.exportTo.file, text, ...(readsVariable && { variable }) };
}

/** The server without what variables put into its address, and with references in the place of its further secrets. */
function asWritten(server: Server): Server {
  const headers = { ...server.headers };
  for (const { header, scheme, reference } of server.secretHeaders ?? []) {
    const name = constantCase(`${server.name} ${header}`);
    headers[header] = withScheme(scheme, reference ?? envReference(name));
  }
  return { ...server, url: shownUrl(server), headers };
}

/** The variable that a text refers to. */
function referenceIn(text: string | undefined): string | undefined {
  return /\$\{env:(\w+)\}/.exec(text ?? "")?.[1];
}

/** How a client writes a reference to an environment variable, or what stands for one where it expands none. */
type Rewrite = (name: string) => string;

const asPlaceholder: Rewrite = (name) => `YOUR_${name}`;

function rewritten(text: string, rewrite: Rewrite): string {
  return text.replaceAll(/\$\{env:(\w+)\}/g, (_match, name: string) => rewrite(name));
}

/** What is written, and for whom. */
interface Written {
  readonly server: Server;
  readonly format: ExportFormat;
  readonly auth: TokenAuth | undefined;
  readonly token: Secret | undefined;
  readonly variable: string;
}

function jsonFile(from: Written): string {
  const { server, format } = from;
  const [place] = format.files.flatMap(({ places }) => places[0].path);
  const entry = format.remote ? remoteEntry(from) : bridgeEntry(from);
  const file = { ...inputsOf(from), [place ?? ""]: { [server.name]: entry } };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function remoteEntry(from: Written): object {
  const { server, format, variable } = from;
  const { reference: rewrite = asPlaceholder, inputs, exportTo, urlKeys, headersKey } = format;
  const headers = headersOf(
    from,
    inputs ? `\${input:${inputId(server)}}` : rewrite(variable),
    rewrite,
  );
  return {
    ...(exportTo.withType === true && { type: server.transport }),
    [urlKeys[0] ?? "url"]: rewritten(server.url, rewrite),
    ...(Object.keys(headers).length > 0 && { [headersKey]: headers }),
  };
}

/** For clients that start commands only. They expand no variables: a placeholder stands for the token. */
function bridgeEntry(from: Written): object {
  const { server, variable } = from;
  const headers = headersOf(from, asPlaceholder(variable), asPlaceholder);
  const options = server.transport === "sse" ? ["--transport", "sse-only"] : [];
  return bridgeCommand(rewritten(server.url, asPlaceholder), Object.entries(headers), options);
}

/** The input that asks for the token, for clients that have inputs. */
function inputsOf({ server, format, auth, token }: Written): { inputs?: readonly object[] } {
  if (!format.inputs || auth === undefined || token !== undefined) return {};
  const description = t("Token of {0}", server.name);
  return { inputs: [{ type: "promptString", id: inputId(server), description, password: true }] };
}

function inputId({ name }: Server): string {
  return `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-token`;
}

/** A table, for clients whose keys name the environment variables of headers and whose values expand none. */
function tomlFile({ server, format, auth, token, variable }: Written): string {
  const { environmentKeys: keys, reference: rewrite = asPlaceholder, headersKey, urlKeys } = format;
  const [root] = format.files.flatMap(({ places }) => places[0].path);
  const plain: string[] = [];
  const fromEnv: string[] = [];
  const url = rewritten(server.url, rewrite);
  const lines = [`[${root}.${quote(server.name)}]`, `${urlKeys[0]} = ${quote(url)}`];
  for (const [name, value] of Object.entries(server.headers)) {
    const named = keys && referenceIn(value);
    if (named === undefined) plain.push(`${quote(name)} = ${quote(rewritten(value, rewrite))}`);
    else fromEnv.push(`${quote(name)} = ${quote(named)}`);
  }
  if (auth !== undefined && (token !== undefined || keys === undefined)) {
    const value = credential(auth, token?.reveal() ?? rewrite(variable));
    plain.push(`${quote(auth.header)} = ${quote(value)}`);
  } else if (auth !== undefined && keys !== undefined && isBearer(auth)) {
    lines.push(`${keys.token} = ${quote(variable)}`);
  } else if (auth !== undefined) {
    // The variable holds the whole value here, its scheme included.
    fromEnv.push(`${quote(auth.header)} = ${quote(variable)}`);
  }
  if (plain.length > 0) lines.push(`${headersKey} = { ${plain.join(", ")} }`);
  if (keys !== undefined && fromEnv.length > 0) {
    lines.push(`${keys.headers} = { ${fromEnv.join(", ")} }`);
  }
  return `${lines.join("\n")}\n`;
}

/** The headers with the credential's among them, its token given or referred to. */
function headersOf(
  { server, auth, token }: Written,
  reference: string,
  rewrite: Rewrite,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(server.headers)) {
    headers[name] = rewritten(value, rewrite);
  }
  if (auth !== undefined) headers[auth.header] = credential(auth, token?.reveal() ?? reference);
  return headers;
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
