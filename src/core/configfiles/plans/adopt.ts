import type { TextEdit } from "../../finding.ts";
import { Secret } from "../../secret.ts";
import type { ConfigFile } from "../read/configFile.ts";
import type { Credential } from "../read/credential.ts";
import { credentialsOf } from "../read/credential.ts";
import { isAuthorization } from "../read/credentialHeader.ts";
import type { Section, ServerEntry } from "../read/entry.ts";
import { placeholderIn } from "../read/placeholder.ts";
import { variablesIn } from "../read/variables.ts";
import { removeEntry } from "../syntax/memberEdits.ts";
import type { Span } from "../syntax/node.ts";
import {
  memberOf,
  objectOf,
  rangeEnd,
  replaceSpan,
  spanOf,
  spanText,
  stringOf,
} from "../syntax/node.ts";
import type { AdoptedCredential, AdoptedSecret } from "./adoptCredential.ts";
import { adoptedCredential, secretHeader, tokenAuth } from "./adoptCredential.ts";

/** An entry for `mcpConnect.servers`, without any secret. */
export interface AdoptedSettings {
  readonly url: string;
  readonly type?: "sse";
  readonly headers?: Readonly<Record<string, string>>;
  readonly auth?: Readonly<Record<string, unknown>>;
  /** Headers with credentials beside the one of `auth`: each with its scheme, or the variable that it comes from. */
  readonly secretHeaders?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** How a server of another client's file is taken over. */
export interface AdoptPlan {
  /** The key under `mcpConnect.servers`. */
  readonly name: string;
  readonly settings: AdoptedSettings;
  /** The token that stood in the file, to be put in secret storage; missing where there was none in clear. */
  readonly secret?: AdoptedSecret;
  /** The environment variable that the token came from, and that the settings refer to. */
  readonly variable?: string;
  /** The tokens of `secretHeaders` that stood in the file. */
  readonly furtherSecrets?: readonly AdoptedSecret[];
  /** The secret of an OAuth client that stood in the file. */
  readonly clientSecret?: Secret;
  /** Takes the entry out of the file, or switches it off there. */
  readonly edits: readonly TextEdit[];
}

/** Plans to take a remote server, or the one behind a bridge, over; undefined where the file has none of that name. */
export function adoptPlan(file: ConfigFile, serverName: string): AdoptPlan | undefined {
  for (const section of file.sections) {
    if (section.format.isOwn) continue;
    const server = section.servers.find(
      ({ name, kind }) => name === serverName && (kind === "remote" || kind === "bridge"),
    );
    if (server?.url !== undefined) return planFor(file, section, server, server.url);
  }
  return undefined;
}

function planFor(file: ConfigFile, section: Section, server: ServerEntry, url: Span): AdoptPlan {
  const credentials = credentialsOf(server);
  const [main, ...further] = adoptedCredentials(server, credentials);
  const furtherSecrets = further.flatMap(({ secret }) => secret ?? []);
  const headers = otherHeaders(server, credentials);
  const auth = main === undefined ? oauthOf(server) : tokenAuth(main);
  const clientSecret = clientSecretOf(server);
  return {
    name: server.name,
    settings: {
      url: withEnvReferences(url),
      ...(isSse(server) && { type: "sse" }),
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(auth !== undefined && { auth }),
      ...(further.length > 0 && {
        secretHeaders: Object.fromEntries(further.map((one) => [one.header, secretHeader(one)])),
      }),
    },
    ...(main?.secret !== undefined && { secret: main.secret }),
    ...(main?.variable !== undefined && { variable: main.variable }),
    ...(furtherSecrets.length > 0 && { furtherSecrets }),
    ...(clientSecret !== undefined && { clientSecret }),
    edits: removal(file, section, server),
  };
}

/** What the credential headers hold, the `Authorization` header first, each header once. */
function adoptedCredentials(
  server: ServerEntry,
  credentials: readonly Credential[],
): AdoptedCredential[] {
  const sorted = credentials.toSorted(
    (one, other) => Number(isAuthorization(other.name)) - Number(isAuthorization(one.name)),
  );
  const byHeader = new Map<string, AdoptedCredential>();
  for (const credential of sorted) {
    const adopted = adoptedCredential(server, credential);
    const key = adopted.header.toLowerCase();
    if (!byHeader.has(key)) byHeader.set(key, adopted);
  }
  return [...byHeader.values()];
}

/** Headers beside the credentials, with the references that MCP Connect expands. */
function otherHeaders(
  server: ServerEntry,
  credentials: readonly Credential[],
): Record<string, string> {
  const taken = new Set(credentials.map(({ header }) => header));
  const headers: Record<string, string> = {};
  for (const header of server.headers) {
    if (header.value === undefined || taken.has(header)) continue;
    headers[spanText(header.name)] = withEnvReferences(header.value);
  }
  return headers;
}

/** The text with every reference to an environment variable in the form `${env:NAME}`. */
function withEnvReferences(span: Span): string {
  let text = "";
  let at = span.start;
  for (const { form, name, span: use } of variablesIn(span)) {
    if (!/^(?:env|shell|shellDefault|dollar)$/.test(form)) continue;
    text += `${span.node.value.slice(at, use.start)}\${env:${name}}`;
    at = use.end;
  }
  return text + span.node.value.slice(at, span.end);
}

const OAUTH_KEYS: readonly (readonly [ours: string, theirs: readonly string[]])[] = [
  ["clientId", ["clientId", "client_id", "CLIENT_ID"]],
  ["authorizationUrl", ["authorizationUrl"]],
  ["tokenUrl", ["tokenUrl"]],
  ["redirectUri", ["redirectUri"]],
];

/** What the file says about an OAuth client, under the keys of our settings. */
function oauthOf({ node }: ServerEntry): Record<string, unknown> | undefined {
  const oauth = objectOf(memberOf(node, "oauth")?.value) ?? objectOf(memberOf(node, "auth")?.value);
  const bare = stringOf(memberOf(node, "oauthClientId")?.value)?.value;
  if (oauth === undefined)
    return bare === undefined ? undefined : { type: "oauth", clientId: bare };
  const auth: Record<string, unknown> = { type: "oauth" };
  for (const [ours, theirs] of OAUTH_KEYS) {
    const value = theirs.map((key) => stringOf(memberOf(oauth, key)?.value)).find(Boolean);
    if (value !== undefined) auth[ours] = withEnvReferences(spanOf(value));
  }
  const scopes = memberOf(oauth, "scopes")?.value;
  if (scopes?.type === "array") {
    auth["scopes"] = scopes.items.flatMap((item) => stringOf(item)?.value ?? []);
  } else if (scopes?.type === "string") {
    auth["scopes"] = scopes.value.split(/[\s,]+/).filter((scope) => scope !== "");
  }
  return auth;
}

function clientSecretOf({ node }: ServerEntry): Secret | undefined {
  for (const holder of ["oauth", "auth"]) {
    for (const key of ["clientSecret", "client_secret", "CLIENT_SECRET"]) {
      const value = stringOf(memberOf(memberOf(node, holder)?.value, key)?.value);
      const isLiteral =
        value !== undefined &&
        value.value !== "" &&
        variablesIn(spanOf(value)).length === 0 &&
        placeholderIn(value.value) === undefined;
      if (isLiteral) return new Secret(value.value);
    }
  }
  return undefined;
}

function isSse({ type, format, bridge, urlMember }: ServerEntry): boolean {
  if (bridge !== undefined) return bridge.transport === "sse-only";
  if (type !== undefined) return format.types?.sse.includes(type.value) ?? type.value === "sse";
  const isSseKey = urlMember !== undefined && urlMember.key.value === format.sseUrlKey;
  return format.withoutType === "sse" || isSseKey;
}

/** Removes the entry; in TOML, whose tables may be spread over the file, it is switched off instead. */
function removal({ text, kind }: ConfigFile, { list }: Section, server: ServerEntry): TextEdit[] {
  if (kind.syntax === "json") {
    const entries = list.type === "object" ? list.members : list.items;
    const entry = list.type === "object" ? server.member : server.node;
    return removeEntry(text, entries, entry);
  }
  return [...switchOff(text, server), ...blankTokens(server)];
}

/** An entry that stays must not keep its tokens. */
function blankTokens(server: ServerEntry): TextEdit[] {
  return credentialsOf(server)
    .filter((credential) => adoptedCredential(server, credential).secret !== undefined)
    .map(({ tokenSpan }) => replaceSpan(tokenSpan, "YOUR_TOKEN"));
}

function switchOff(text: string, server: ServerEntry): TextEdit[] {
  const enabled = memberOf(server.node, "enabled")?.value;
  if (enabled !== undefined) {
    return [{ range: { offset: enabled.offset, length: enabled.length }, text: "false" }];
  }
  const place = server.urlMember ?? server.node.members[0];
  if (place === undefined) return [];
  const line = text.indexOf("\n", rangeEnd(place));
  const offset = line < 0 ? text.length : line;
  const lineBreak = text[offset - 1] === "\r" ? "\r\n" : "\n";
  const at = lineBreak === "\r\n" ? offset - 1 : offset;
  return [{ range: { offset: at, length: 0 }, text: `${lineBreak}enabled = false` }];
}
