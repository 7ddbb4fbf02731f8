import { validateHeaderName, validateHeaderValue, type IncomingHttpHeaders } from "node:http";

import type { RequestCredential } from "../credentials/request/source.ts";
import { CONNECTION_FIELDS, RESERVED_FIELDS } from "../http/reservedFields.ts";
import type { HeaderFields } from "./upstream/upstreamPort.ts";

/** Fields of the editor's request that stay here: its `Authorization` is the gateway's secret. */
const DROPPED_FROM_REQUEST: ReadonlySet<string> = new Set([
  ...CONNECTION_FIELDS,
  "authorization",
  "content-length",
  "cookie",
  "host",
]);

/**
 * Fields of the server's answer that stay here. A challenge would start the editor's own sign-in,
 * and a cookie is a credential that the editor would write to its log and never send back.
 */
const DROPPED_FROM_RESPONSE: ReadonlySet<string> = new Set([
  ...CONNECTION_FIELDS,
  "www-authenticate",
  "authentication-info",
  "dpop-nonce",
  "set-cookie",
  "alt-svc",
  "strict-transport-security",
]);

/** Header fields as names and values by turns, which both ends take as they are; cheaper here than an object. */
export type FieldList = string[];

/** Header fields from the settings, ready to be sent; `invalid` names one that HTTP does not allow. */
export interface PreparedHeaders {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly invalid?: string;
}

/** Checks the settings' header fields once for all requests; reserved ones are left out. */
export function prepareHeaders(headers: Readonly<Record<string, string>>): PreparedHeaders {
  const fields: (readonly [string, string])[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!isField(name, value)) return { fields: [], invalid: name };
    const lowerCase = name.toLowerCase();
    if (!RESERVED_FIELDS.has(lowerCase)) fields.push([lowerCase, value]);
  }
  return { fields };
}

/** Credentials whose header fields have been checked. */
const checked = new WeakSet<RequestCredential>();

/** Name of a credential's header field that HTTP does not allow, for example because its value holds a line break. */
export function invalidField(credential: RequestCredential): string | undefined {
  if (checked.has(credential)) return undefined;
  for (const [name, secret] of credential.headers) if (!isField(name, secret.reveal())) return name;
  checked.add(credential);
  return undefined;
}

/**
 * The header of a request to the server: the editor's fields, replaced by those of the settings,
 * replaced by those of the credential. The one place where a credential leaves.
 */
export function requestHeaders(
  incoming: IncomingHttpHeaders,
  settings: PreparedHeaders,
  credential: RequestCredential,
): FieldList {
  const fields: FieldList = [];
  const own: string[] = [];
  for (const [name, secret] of credential.headers) {
    const lowerCase = name.toLowerCase();
    own.push(lowerCase);
    fields.push(lowerCase, secret.reveal());
  }
  for (const [name, value] of settings.fields) {
    if (own.includes(name)) continue;
    own.push(name);
    fields.push(name, value);
  }
  const perConnection = connectionOptions(incoming.connection);
  for (const name in incoming) {
    if (DROPPED_FROM_REQUEST.has(name) || own.includes(name)) continue;
    if (perConnection?.includes(name) === true) continue;
    append(fields, name, incoming[name]);
  }
  return fields;
}

/** The header of an answer to the editor, without what belongs to the server's connection and its sign-in. */
export function responseHeaders(received: HeaderFields): FieldList {
  const fields: FieldList = [];
  const perConnection = connectionOptions(received["connection"]);
  for (const name in received) {
    if (DROPPED_FROM_RESPONSE.has(name) || name.startsWith("access-control-")) continue;
    if (perConnection?.includes(name) === true) continue;
    append(fields, name, received[name]);
  }
  return fields;
}

/** Puts a field in, in place of any of the same name. */
export function setField(fields: FieldList, name: string, value: string): void {
  for (let at = 0; at < fields.length; at += 2)
    if (fields[at] === name) {
      fields[at + 1] = value;
      return;
    }
  fields.push(name, value);
}

/** The names in a list of fields. */
export function namesOf(fields: FieldList): readonly string[] {
  return fields.filter((_, at) => at % 2 === 0);
}

function append(fields: FieldList, name: string, value: string | string[] | undefined): void {
  if (typeof value === "string") fields.push(name, value);
  else if (value !== undefined) for (const one of value) fields.push(name, one);
}

/** A header field's values as a list. */
export function fieldValues(value: string | string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** Names of further per-connection fields; undefined in the usual case that there are none. */
function connectionOptions(value: string | string[] | undefined): readonly string[] | undefined {
  if (value === undefined || value === "keep-alive" || value === "close") return undefined;
  return fieldValues(value)
    .join(",")
    .split(",")
    .map((option) => option.trim().toLowerCase());
}

function isField(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
