import type { Credential } from "../../configfiles/credential.ts";
import { credentialsOf } from "../../configfiles/credential.ts";
import type { IgnoredCredential, ServerEntry } from "../../configfiles/entry.ts";
import { innerText } from "../../configfiles/memberEdits.ts";
import type { Member } from "../../configfiles/node.ts";
import { memberOf, objectOf, quote } from "../../configfiles/node.ts";
import { nestedTransport } from "../../configfiles/readEntry.ts";
import type { Fix } from "../finding.ts";
import { adopt, edit } from "./fixes.ts";
import type { Found, ServerContext, ServerRule } from "./rule.ts";

/** A credential under a key that the client does not read: `apiKey`, `bearerToken`, `requestInit.headers` (R47). */
export const credentialIgnored: ServerRule = {
  id: "credentialIgnored",
  severity: "error",
  scope: "server",
  find(server, context) {
    const found = new Map<Member, Found>();
    for (const credential of server.ignored) {
      const { holder } = credential;
      if (!found.has(holder)) found.set(holder, describe(server, credential, context));
    }
    const transport = nestedTransport(server.node);
    const member = transport && memberOf(server.node, "transport");
    if (member !== undefined && server.format.id !== "generic") {
      found.set(member, nested(server, member, context));
    }
    return [...found.values()];
  },
};

function describe(
  server: ServerEntry,
  credential: IgnoredCredential,
  context: ServerContext,
): Found {
  const { holder } = credential;
  const key = holder.key.value;
  return {
    server: server.name,
    range: { offset: holder.key.offset, length: holder.key.length },
    message: `${server.format.client} does not read “${key}” of a remote server, so the credential in it is never sent.`,
    fixes: fixesFor(server, credential, context),
  };
}

function nested(server: ServerEntry, member: Member, { text }: ServerContext): Found {
  const range = { offset: member.offset, length: member.length };
  return {
    server: server.name,
    range: { offset: member.key.offset, length: member.key.length },
    message: `${server.format.client} reads “url” and “headers” of the server itself and passes over “transport”, so the server has no address.`,
    fixes: [edit("Move its members up", [{ range, text: innerText(text, member) }], false)],
  };
}

function fixesFor(server: ServerEntry, ignored: IgnoredCredential, { text }: ServerContext): Fix[] {
  const { holder } = ignored;
  const range = { offset: holder.offset, length: holder.length };
  const { headersKey, id } = server.format;
  if (memberOf(server.node, headersKey) !== undefined) return [adopt(server)];
  if (/^requestInit$/i.test(holder.key.value)) {
    if (objectOf(holder.value)?.members.length !== 1) return [adopt(server)];
    return [edit("Move the headers up", [{ range, text: innerText(text, holder) }], true)];
  }
  const credential = credentialsOf(server).find(({ header }) => header === ignored);
  if (credential === undefined || objectOf(holder.value) !== undefined) return [adopt(server)];
  const isSure = /^(?:authorization|bearer)/i.test(holder.key.value);
  const between = id === "codex" ? " = " : ": ";
  const header = `${quote(nameFor(ignored))}${between}${quote(valueFor(credential))}`;
  const key = id === "codex" ? headersKey : quote(headersKey);
  return [
    edit(
      `Send it as “${nameFor(ignored)}” instead`,
      [{ range, text: `${key}${between}{ ${header} }` }],
      isSure,
    ),
    adopt(server),
  ];
}

function nameFor({ meant }: IgnoredCredential): string {
  return meant === "x-api-key" ? "X-API-Key" : "Authorization";
}

function valueFor({ name, scheme, repaired, token }: Credential): string {
  return name === "authorization" && scheme === "" ? `Bearer ${token}` : repaired;
}
