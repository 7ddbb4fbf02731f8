import type { Span } from "../syntax/node.ts";
import { spanText, subSpan } from "../syntax/node.ts";
import { isAuthorization, meantHeader, namesCredential } from "./credentialHeader.ts";
import type { ValueProblem } from "./credentialValue.ts";
import { inspectValue, splitCredential } from "./credentialValue.ts";
import type { HeaderEntry, ServerEntry } from "./entry.ts";
import { variablesIn } from "./variables.ts";

/** A header that carries a credential, taken apart. */
export interface Credential {
  readonly header: HeaderEntry;
  /** The header's name as it was meant, in lower case. */
  readonly name: string;
  readonly value: Span;
  readonly problem: ValueProblem | undefined;
  /** The value with its form put right. */
  readonly repaired: string;
  readonly scheme: string;
  readonly token: string;
  /** Where the token stands; the whole value where its form blurs the parts. */
  readonly tokenSpan: Span;
  /** Whether a variable stands for the credential or a part of it. */
  readonly hasVariable: boolean;
}

const seen = new WeakMap<ServerEntry, readonly Credential[]>();

/** The headers of a server that carry credentials, by their names. */
export function credentialsOf(server: ServerEntry): readonly Credential[] {
  const known = seen.get(server);
  if (known !== undefined) return known;
  const credentials = [
    ...server.headers.flatMap((header) => credentialOf(header, meantHeader(header)) ?? []),
    ...server.ignored.flatMap((header) => credentialOf(header, header.meant) ?? []),
  ];
  seen.set(server, credentials);
  return credentials;
}

function credentialOf(header: HeaderEntry, name: string): Credential | undefined {
  const { value } = header;
  if (value === undefined) return undefined;
  if (!isAuthorization(name) && !namesCredential(name)) return undefined;
  const text = spanText(value);
  const { problem, repaired } = inspectValue(name, text);
  const { scheme, token } = splitCredential(repaired);
  const at = token === "" ? -1 : text.lastIndexOf(token);
  const tokenSpan = at < 0 ? value : subSpan(value, at, at + token.length);
  return {
    header,
    name,
    value,
    problem,
    repaired,
    scheme,
    token,
    tokenSpan,
    hasVariable: variablesIn(value).length > 0 || /\$\{[^}]*\}|\{\{/.test(text),
  };
}

/** The header that a credential under a key of its own was meant to be. */
export function asHeader({ name, scheme, repaired, token }: Credential): {
  name: string;
  value: string;
} {
  const isToken = name === "authorization" && scheme === "";
  return {
    name: name === "x-api-key" ? "X-API-Key" : "Authorization",
    value: isToken ? `Bearer ${token}` : repaired,
  };
}
