import { t } from "@vscode/l10n";
import type { TextRange } from "../../finding.ts";
import type { ConfigFile } from "../read/configFile.ts";
import { namesCredential } from "../read/credentialHeader.ts";
import type { Section, ServerEntry } from "../read/entry.ts";
import { intendedHeader } from "../read/headerNames.ts";
import type { VariableUse } from "../read/variables.ts";
import { variablesIn } from "../read/variables.ts";
import type { Span } from "../syntax/node.ts";
import { rangeEnd, spanRange, spanText } from "../syntax/node.ts";
import { knownHeader } from "./headerCatalog.ts";

/** What a hover shows, as plain text, one part for each paragraph. Never the value of a variable or an input. */
export interface HoverText {
  readonly range: TextRange;
  readonly parts: readonly string[];
}

/** Explains what stands at an offset: a header's name, or a reference to a variable or an input. */
export function hoverAt(
  file: ConfigFile,
  offset: number,
  env?: (name: string) => boolean,
): HoverText | undefined {
  for (const section of file.sections) {
    const server = section.servers.find(({ member }) => holds(member, offset));
    if (server !== undefined) return inServer(section, server, offset, env);
  }
  return undefined;
}

function inServer(
  section: Section,
  server: ServerEntry,
  offset: number,
  env: ((name: string) => boolean) | undefined,
): HoverText | undefined {
  const header = server.headers.find(({ name }) => holds(spanRange(name), offset));
  if (header !== undefined) return headerHover(header.name, server);
  const values = server.headers.flatMap(({ value }) => value ?? []);
  const places = [
    ...(server.url === undefined ? [] : [server.url]),
    ...values,
    ...server.args,
    ...server.env.map(({ value }) => value),
  ];
  const use = places.flatMap(variablesIn).find(({ span }) => holds(spanRange(span), offset));
  if (use === undefined) return undefined;
  return { range: spanRange(use.span), parts: [variableState(section, server, use, env)] };
}

function headerHover(name: Span, server: ServerEntry): HoverText {
  const written = spanText(name);
  const intended = intendedHeader(written);
  const known = knownHeader(intended ?? written);
  const purpose =
    known?.purpose() ??
    (namesCredential(written)
      ? t("By its name it carries a credential of the service's own kind.")
      : t("Sent with every request."));
  const misspelt =
    intended === undefined ? [] : [t("A misspelling of “{0}”, which is meant here:", intended)];
  return {
    range: spanRange(name),
    parts: [...misspelt, purpose, t("Goes to “{0}” with every request.", server.name)],
  };
}

function variableState(
  section: Section,
  { format }: ServerEntry,
  { form, name, span }: VariableUse,
  env: ((name: string) => boolean) | undefined,
): string {
  if (format.variables !== undefined && !format.variables.includes(form)) {
    return t("{0} does not expand “{1}” and uses it as it stands.", format.client, spanText(span));
  }
  switch (form) {
    case "input":
      return section.inputs.some(({ id }) => id === name)
        ? t("{0} asks for the input “{1}” and puts the answer here.", format.client, name)
        : t("No input has the id “{0}”, so there is nothing to put here.", name);
    case "editor":
      return t("{0} puts in what “{1}” is at the time.", format.client, name);
    case "file":
      return t("{0} puts in what the file holds.", format.client);
    case "env":
    case "shell":
    case "shellDefault":
    case "dollar":
    case "foreign":
      return environmentState(form, name, env);
  }
}

function environmentState(
  form: VariableUse["form"],
  name: string,
  env: ((name: string) => boolean) | undefined,
): string {
  if (env === undefined) return t("The environment variable {0} is put in here.", name);
  if (env(name))
    return t("The environment variable {0} is set here, and its value is put in.", name);
  return form === "shellDefault"
    ? t("The environment variable {0} is not set here, so the default is put in.", name)
    : t("The environment variable {0} is not set here, so there is nothing to put in.", name);
}

function holds(range: TextRange, offset: number): boolean {
  return offset >= range.offset && offset <= rangeEnd(range);
}
