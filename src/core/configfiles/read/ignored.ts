import type { ConfigFormat } from "../clients/format.ts";
import type { Member, ObjectNode } from "../syntax/node.ts";
import { memberOf, objectOf, spanOf, stringOf } from "../syntax/node.ts";
import { namesCredential } from "./credentialHeader.ts";
import type { IgnoredCredential } from "./entry.ts";

/** Keys that users give a token under, hoping that it will be sent. Compared without case and separators. */
const TOKEN_KEYS =
  /^(?:authorizationtoken|authtoken|bearertoken|bearer|accesstoken|authorization|authheader|auth|personalaccesstoken|token|apikey|apitoken|xapikey)$/;

/** Where the credential itself stands in an object such as `auth: {"type": "bearer", "token": …}`. */
const INNER_KEYS = [
  "token",
  "bearerToken",
  "accessToken",
  "access_token",
  "apiKey",
  "api_key",
  "value",
];

/** Finds the credentials of a remote server that stand where its client does not look. */
export function ignoredCredentials(node: ObjectNode, format: ConfigFormat): IgnoredCredential[] {
  // The parser of our own settings reports keys that it does not know.
  if (!format.keysKnown || format.isOwn) return [];
  return node.members.flatMap((member): IgnoredCredential[] => {
    const key = member.key.value.toLowerCase().replaceAll(/[-_]/g, "");
    if (TOKEN_KEYS.test(key)) return tokenKey(member, key);
    return key === "env" ? envCredentials(member, node) : [];
  });
}

function tokenKey(holder: Member, key: string): IgnoredCredential[] {
  const inner = INNER_KEYS.map((name) => memberOf(holder.value, name)?.value).find(Boolean);
  const value = stringOf(holder.value) ?? stringOf(inner);
  if (value === undefined || value.value === "") return [];
  if (/^(?:oauth2?|none|bearer|true|false)$/i.test(value.value)) return [];
  const meant = key === "xapikey" ? "x-api-key" : "authorization";
  return [{ name: spanOf(holder.key), value: spanOf(value), origin: "object", meant, holder }];
}

/** A server that is reached by URL has no environment. Variables that a header refers to may be another client's way. */
function envCredentials(holder: Member, node: ObjectNode): IgnoredCredential[] {
  const places = [memberOf(node, "headers"), memberOf(node, "url")].flatMap(texts);
  const used = new Set(places.flatMap((text) => text.match(/\w+/g) ?? []));
  return (objectOf(holder.value)?.members ?? []).flatMap((member): IgnoredCredential[] => {
    const value = stringOf(member.value);
    const name = member.key.value;
    if (value === undefined || value.value === "" || !namesCredential(name) || used.has(name)) {
      return [];
    }
    const meant =
      /^[a-z]+-?[a-z-]*$/i.test(name) && name.includes("-") ? name.toLowerCase() : "authorization";
    return [{ name: spanOf(member.key), value: spanOf(value), origin: "object", meant, holder }];
  });
}

/** The strings of a member and of the members of its object. */
function texts(member: Member | undefined): string[] {
  const own = stringOf(member?.value)?.value;
  if (own !== undefined) return [own];
  return (objectOf(member?.value)?.members ?? []).map(({ value }) => stringOf(value)?.value ?? "");
}
