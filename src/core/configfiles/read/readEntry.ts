import { HEADER_KEYS, URL_KEYS } from "../clients/fileKind.ts";
import type { ConfigFormat } from "../clients/format.ts";
import type { Member, ObjectNode } from "../syntax/node.ts";
import { memberOf, objectOf, spanOf, spanText, stringOf } from "../syntax/node.ts";
import type { Bridge } from "./bridge.ts";
import { argumentsOf, isBridgePackage, readBridge } from "./bridge.ts";
import type { EnvEntry, HeaderEntry, ServerEntry } from "./entry.ts";
import { listedHeader } from "./headerList.ts";
import { ignoredCredentials } from "./ignored.ts";

/** A member that can be a server: an object, and neither a note nor switched off by its name. */
export type EntryMember = Member & { readonly value: ObjectNode };

/** Tells whether a member is a server, and not a note or one that is switched off by its name. */
export function isEntry(member: Member): member is EntryMember {
  return member.value?.type === "object" && !/^(?:[_$#]|\/\/)/.test(member.key.value);
}

/** Reads one server of a file. */
export function readEntry(member: EntryMember, format: ConfigFormat): ServerEntry {
  const node = member.value;
  const name = member.key.value;
  const args = argumentsOf(memberOf(node, "args")?.value);
  const command = stringOf(memberOf(node, "command")?.value)?.value;
  const bridge = bridgeOf(command, args);
  const transport = nestedTransport(node);
  const urlMember = urlMemberOf(transport ?? node, format);
  const env = envOf(node);
  const remoteUrl = stringOf(urlMember?.value);
  const url = bridge?.url ?? (remoteUrl && spanOf(remoteUrl));
  return {
    name,
    kind: kindOf(bridge !== undefined, command !== undefined, url !== undefined),
    format,
    member,
    node,
    disabled: isOff(node),
    url,
    urlMember,
    type:
      stringOf(memberOf(transport ?? node, "type")?.value) ??
      stringOf(memberOf(node, "transport")?.value),
    headers: [
      ...headersOf(node),
      ...(transport === undefined ? [] : headersOf(transport)),
      ...secretHeaders(node, format),
      ...bridgeHeaders(bridge, env),
    ],
    ignored: command === undefined && url !== undefined ? ignoredCredentials(node, format) : [],
    env,
    args,
    command,
    bridge,
  };
}

function kindOf(bridge: boolean, command: boolean, url: boolean): ServerEntry["kind"] {
  if (bridge) return "bridge";
  if (command) return "local";
  return url ? "remote" : "unknown";
}

/** `"transport": {"type": …, "url": …}`, as SDKs and registries write it and no client reads it. */
export function nestedTransport(node: ObjectNode): ObjectNode | undefined {
  const transport = objectOf(memberOf(node, "transport")?.value);
  const hasUrl = (one: ObjectNode | undefined): boolean =>
    URL_KEYS.some((key) => stringOf(memberOf(one, key)?.value) !== undefined);
  return hasUrl(transport) && !hasUrl(node) ? transport : undefined;
}

/** The headers that our own settings name for secrets, without the secrets, which they do not hold. */
function secretHeaders(node: ObjectNode, format: ConfigFormat): HeaderEntry[] {
  if (!format.isOwn) return [];
  const main = stringOf(memberOf(memberOf(node, "auth")?.value, "header")?.value);
  const further = objectOf(memberOf(node, "secretHeaders")?.value)?.members ?? [];
  return [...(main === undefined ? [] : [main]), ...further.map(({ key }) => key)].map((name) => ({
    name: spanOf(name),
    value: undefined,
    origin: "object",
  }));
}

function isOff(node: ObjectNode): boolean {
  const is = (key: string, value: boolean): boolean => {
    const found = memberOf(node, key)?.value;
    return found?.type === "scalar" && found.value === value;
  };
  return is("disabled", true) || is("enabled", false) || is("isActive", false);
}

function urlMemberOf(node: ObjectNode, format: ConfigFormat): Member | undefined {
  for (const key of [...format.urlKeys, ...URL_KEYS]) {
    const member = memberOf(node, key);
    if (member !== undefined) return member;
  }
  return undefined;
}

function bridgeOf(command: string | undefined, args: ServerEntry["args"]) {
  if (command === undefined) return undefined;
  if (isBridgePackage(command)) return readBridge(args);
  const at = args.findIndex((arg) => isBridgePackage(spanText(arg)));
  return at < 0 ? undefined : readBridge(args.slice(at + 1));
}

/** The headers of a bridge; where `${NAME}` alone stands for a value that `env` sets, with that value. */
function bridgeHeaders(bridge: Bridge | undefined, env: readonly EnvEntry[]): HeaderEntry[] {
  return [...(bridge?.headers ?? []), ...(bridge?.meant ?? [])].map((header) => {
    const name = /^\$\{(\w+)\}$/.exec(header.value ? spanText(header.value).trim() : "")?.[1];
    const value = env.find((entry) => entry.name === name)?.value;
    return value === undefined ? header : { ...header, value };
  });
}

/** Headers under every key that some client reads, so that they are judged even where the key is another client's. */
function headersOf(node: ObjectNode): HeaderEntry[] {
  const holders = HEADER_KEYS.map((key) => memberOf(node, key)?.value);
  const nested = memberOf(requestInitOf(node)?.value, "headers")?.value;
  return [...holders, nested].flatMap((holder) => {
    if (holder?.type === "array") return holder.items.flatMap((item) => listedHeader(item) ?? []);
    return (objectOf(holder)?.members ?? []).map((member): HeaderEntry => {
      const value = stringOf(member.value);
      const name = spanOf(member.key);
      return { name, value: value && spanOf(value), origin: "object", member };
    });
  });
}

/** `requestInit`, which is an option of an SDK's function and no key of any client's file. */
export function requestInitOf(node: ObjectNode): Member | undefined {
  const member = memberOf(node, "requestInit");
  return memberOf(member?.value, "headers") === undefined ? undefined : member;
}

function envOf(node: ObjectNode): EnvEntry[] {
  return (objectOf(memberOf(node, "env")?.value)?.members ?? []).flatMap((member) => {
    const value = stringOf(member.value);
    return value === undefined ? [] : [{ name: member.key.value, value: spanOf(value) }];
  });
}
