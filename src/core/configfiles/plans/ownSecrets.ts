import type { TextEdit } from "../../finding.ts";
import type { ConfigFile } from "../read/configFile.ts";
import { credentialsOf } from "../read/credential.ts";
import type { ServerEntry } from "../read/entry.ts";
import { insertBefore, lineBreakBefore, removeMember } from "../syntax/memberEdits.ts";
import type { Member, ObjectNode } from "../syntax/node.ts";
import { memberOf, objectOf, quote, rangeEnd } from "../syntax/node.ts";
import type { AdoptedCredential, AdoptedSecret } from "./adoptCredential.ts";
import { adoptedCredential, secretHeader, tokenAuth } from "./adoptCredential.ts";

/** How the secrets among the headers of a server of ours leave the settings. */
export interface OwnSecretsPlan {
  /** The secret of `auth`, if it had none before. */
  readonly secret?: AdoptedSecret;
  /** The secrets of `secretHeaders`. */
  readonly furtherSecrets: readonly AdoptedSecret[];
  /** Whether a placeholder stood for one of them, so that the user has to enter it. */
  readonly isIncomplete: boolean;
  /** Puts `auth` and `secretHeaders` in the place of the headers. */
  readonly edits: readonly TextEdit[];
}

/**
 * Plans to move the tokens in the `headers` of a server of `mcpConnect.servers`, and the placeholders for tokens;
 * undefined where there is none.
 */
export function ownSecretsPlan(file: ConfigFile, name: string): OwnSecretsPlan | undefined {
  const server = file.sections
    .filter(({ format }) => format.isOwn)
    .flatMap(({ servers }) => servers)
    .find((one) => one.name === name);
  const headers = memberOf(server?.node, "headers");
  const list = objectOf(headers?.value);
  if (server === undefined || headers === undefined || list === undefined) return undefined;
  const found = credentialsIn(server, list);
  const hasAuth = memberOf(server.node, "auth") !== undefined;
  // What is there already cannot be added to in one place: the user has to sort that out.
  if (found.length === 0 || memberOf(server.node, "secretHeaders") !== undefined) return undefined;
  const [main, further] = hasAuth ? [undefined, found] : [found[0], found.slice(1)];
  const added: Record<string, unknown> = {
    ...(main && { auth: tokenAuth(main.adopted) }),
    ...(further.length > 0 && {
      secretHeaders: Object.fromEntries(
        further.map(({ adopted }) => [adopted.header, secretHeader(adopted)]),
      ),
    }),
  };
  return {
    ...(main?.adopted.secret && { secret: main.adopted.secret }),
    furtherSecrets: further.flatMap(({ adopted }) => adopted.secret ?? []),
    isIncomplete: found.some(({ adopted }) => adopted.secret === undefined),
    edits: editsFor(file.text, headers, list, found, added),
  };
}

interface FoundCredential {
  readonly member: Member;
  readonly adopted: AdoptedCredential;
}

/** The headers that hold a token or a placeholder; a variable may stay where it is. */
function credentialsIn(server: ServerEntry, list: ObjectNode): FoundCredential[] {
  return credentialsOf(server).flatMap((credential) => {
    const adopted = adoptedCredential(server, credential);
    const member = list.members.find(({ key }) => key === credential.header.name.node);
    const isVariable = credential.hasVariable && adopted.secret === undefined;
    return member === undefined || isVariable ? [] : [{ member, adopted }];
  });
}

function editsFor(
  text: string,
  headers: Member,
  list: ObjectNode,
  found: readonly FoundCredential[],
  added: Readonly<Record<string, unknown>>,
): TextEdit[] {
  const members = Object.entries(added);
  if (found.length < list.members.length) {
    return [
      ...members.map(([key, value]) => insertBefore(text, headers, key, JSON.stringify(value))),
      ...found.flatMap(({ member }) => removeMember(text, list, member)),
    ];
  }
  const separator = lineBreakBefore(text, headers.offset) ?? " ";
  const range = { offset: headers.offset, length: rangeEnd(headers) - headers.offset };
  const written = members.map(([key, value]) => `${quote(key)}: ${JSON.stringify(value)}`);
  return [{ range, text: written.join(`,${separator}`) }];
}
