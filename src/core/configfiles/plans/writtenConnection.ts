import type { Environment } from "../../environment.ts";
import type { TextRange } from "../../finding.ts";
import { Secret } from "../../secret.ts";
import type { ConfigFile } from "../read/configFile.ts";
import { credentialsOf } from "../read/credential.ts";
import { isAuthorization } from "../read/credentialHeader.ts";
import { splitCredential } from "../read/credentialValue.ts";
import type { ServerEntry } from "../read/entry.ts";
import { variablesIn } from "../read/variables.ts";
import type { Span } from "../syntax/node.ts";
import { spanText } from "../syntax/node.ts";

/** What a client would send for a server of its file: names and values as they stand there, mistakes included. */
export interface WrittenConnection {
  readonly url: string;
  readonly transport: "http" | "sse";
  /** Headers that carry no credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** The header that carries the credential; the token is missing where an input stands for it. */
  readonly credential?: {
    readonly header: string;
    readonly scheme: string;
    readonly token?: Secret;
  };
  /** The server's name in the file. */
  readonly range: TextRange;
}

/**
 * Reads how a file connects to a server, with the variables that its client expands put in; one that is not set stays
 * as it is written. Undefined where the file has no remote server of that name.
 */
export function writtenConnection(
  file: ConfigFile,
  name: string,
  environment: Environment,
): WrittenConnection | undefined {
  const servers = file.sections.flatMap((one) => one.servers);
  const server = servers.find(
    (one) => one.name === name && (one.kind === "remote" || one.kind === "bridge"),
  );
  if (server?.url === undefined) return undefined;
  const { member, type, bridge } = server;
  const expanded = (span: Span) => expand(server, span, environment);
  const credentials = credentialsOf(server).filter(({ header }) => server.headers.includes(header));
  const main = credentials.find((one) => isAuthorization(one.name)) ?? credentials[0];
  const headers: Record<string, string> = {};
  for (const header of server.headers) {
    if (header.value === undefined || header === main?.header) continue;
    headers[spanText(header.name)] = expanded(header.value);
  }
  const isSse = type?.value === "sse" || bridge?.transport === "sse-only";
  return {
    url: expanded(server.url),
    transport: isSse ? "sse" : "http",
    headers,
    ...(main !== undefined && {
      credential: { header: spanText(main.header.name), ...tokenOf(main.value, expanded) },
    }),
    range: { offset: member.key.offset, length: member.key.length },
  };
}

function tokenOf(
  value: Span,
  expanded: (span: Span) => string,
): { scheme: string; token?: Secret } {
  const { scheme, token } = splitCredential(expanded(value).trim());
  const isAsked = variablesIn(value).some(({ form }) => form === "input");
  return isAsked ? { scheme } : { scheme, token: new Secret(token) };
}

function expand({ format, env }: ServerEntry, span: Span, environment: Environment): string {
  let text = "";
  let at = span.start;
  for (const use of variablesIn(span)) {
    const { form, name } = use;
    const isExpanded =
      /^(?:env|shell|shellDefault|dollar)$/.test(form) &&
      format.variables?.includes(form) !== false;
    const own = env.find((one) => one.name === name);
    const value = own === undefined ? environment(name) : spanText(own.value);
    const isKnown = (isExpanded || own !== undefined) && value !== undefined;
    text += span.node.value.slice(at, use.span.start) + (isKnown ? value : spanText(use.span));
    at = use.span.end;
  }
  return text + span.node.value.slice(at, span.end);
}
