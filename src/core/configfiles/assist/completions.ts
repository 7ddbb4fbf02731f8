import { t } from "@vscode/l10n";
import type { TextRange } from "../../finding.ts";
import { RESERVED_FIELDS } from "../../http/reservedFields.ts";
import type { ConfigFile } from "../read/configFile.ts";
import { isAuthorization, meantHeader, namesCredential } from "../read/credentialHeader.ts";
import type { Section, ServerEntry } from "../read/entry.ts";
import { variableName } from "../read/variableName.ts";
import type { StringNode } from "../syntax/node.ts";
import { memberOf, objectOf, rangeEnd, spanText, stringOf } from "../syntax/node.ts";
import { HEADER_CATALOG } from "./headerCatalog.ts";

export interface CompletionItem {
  /** What is shown, and what is put in. */
  readonly label: string;
  readonly detail: string;
}

/** What can be put in a range, which is what stands between the quotes. */
export interface Completions {
  readonly range: TextRange;
  readonly items: readonly CompletionItem[];
}

/** Completes the names of headers, the values of credential headers and the `type` of a server. */
export function completionsAt(file: ConfigFile, offset: number): Completions | undefined {
  for (const section of file.sections) {
    const server = section.servers.find(
      ({ member }) => offset > member.offset && offset < rangeEnd(member),
    );
    if (server !== undefined) return inServer(section, server, offset);
  }
  return undefined;
}

function inServer(section: Section, server: ServerEntry, offset: number): Completions | undefined {
  const headers = objectOf(memberOf(server.node, server.format.headersKey)?.value);
  for (const { key, value } of headers?.members ?? []) {
    if (isInside(key, offset)) return { range: between(key), items: headerNames(server, key) };
    const written = stringOf(value);
    if (written !== undefined && isInside(written, offset)) {
      const items = headerValues(section, server, key);
      return items.length === 0 ? undefined : { range: between(written), items };
    }
  }
  const type = stringOf(memberOf(server.node, "type")?.value);
  if (type === undefined || !isInside(type, offset)) return undefined;
  return { range: between(type), items: types(server) };
}

function headerNames({ headers, format }: ServerEntry, current: StringNode): CompletionItem[] {
  const taken = new Set(
    headers
      .filter(({ name }) => name.node !== current)
      .map(({ name }) => spanText(name).toLowerCase()),
  );
  // What our own settings refuse is not suggested there.
  const refused = format.isOwn ? RESERVED_FIELDS : new Set<string>();
  return HEADER_CATALOG.filter(
    ({ name }) => !taken.has(name.toLowerCase()) && !refused.has(name.toLowerCase()),
  ).map(({ name, purpose }) => ({ label: name, detail: purpose() }));
}

/** Schemes with the references that this client expands; a token itself is never offered. */
function headerValues(section: Section, server: ServerEntry, key: StringNode): CompletionItem[] {
  const header = server.headers.find(({ name }) => name.node === key);
  const name = header === undefined ? "" : meantHeader(header);
  const references = referencesFor(section, server);
  if (isAuthorization(name)) {
    const bearers = references.map(({ label, detail }) => ({ label: `Bearer ${label}`, detail }));
    return [
      ...bearers,
      { label: "Bearer ", detail: t("A token, mostly of OAuth or a personal one") },
      { label: "Basic ", detail: t("“user:password”, encoded as base64") },
    ];
  }
  return namesCredential(name) ? references : [];
}

function referencesFor({ inputs }: Section, { format, name }: ServerEntry): CompletionItem[] {
  const asked = inputs.map(({ id }) => ({
    label: `\${input:${id}}`,
    detail: t("{0} asks for it once", format.client),
  }));
  if (format.reference === undefined) return asked;
  return [
    ...asked,
    {
      label: format.reference(variableName(name, "TOKEN")),
      detail: t("Read from the environment"),
    },
  ];
}

function types({ format }: ServerEntry): CompletionItem[] {
  const { http = [], sse = [] } = format.types ?? {};
  return [
    ...http.slice(0, 1).map((label) => ({ label, detail: t("Streamable HTTP") })),
    ...sse.slice(0, 1).map((label) => ({ label, detail: t("The old HTTP+SSE transport") })),
  ];
}

function isInside({ offset, length }: StringNode, at: number): boolean {
  return at > offset && at < offset + length;
}

/** The range between the delimiters, which may be missing at the end while the user types. */
function between({ offset, length, quote }: StringNode): TextRange {
  return { offset: offset + quote, length: Math.max(0, length - 2 * quote) };
}
