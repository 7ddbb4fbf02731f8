import { Secret } from "../../secret.ts";
import { knownHeader } from "../assist/headerCatalog.ts";
import type { Credential } from "../read/credential.ts";
import { splitCredential } from "../read/credentialValue.ts";
import type { ServerEntry } from "../read/entry.ts";
import { placeholderIn } from "../read/placeholder.ts";
import { variablesIn } from "../read/variables.ts";
import { spanText } from "../syntax/node.ts";

/** A token that stood in a file in clear. */
export interface AdoptedSecret {
  readonly header: string;
  readonly scheme: string;
  readonly value: Secret;
}

/** What a header holds: a token in clear, a variable that holds it, or neither, for placeholders and inputs. */
export interface AdoptedCredential {
  /** The header's name as it was meant, in its usual spelling. */
  readonly header: string;
  readonly scheme: string;
  readonly secret?: AdoptedSecret;
  /** The environment variable that the token comes from. */
  readonly variable?: string;
}

/** Reads what a credential header of a server holds; a variable that the entry itself sets counts as its value. */
export function adoptedCredential(server: ServerEntry, credential: Credential): AdoptedCredential {
  const header = headerName(credential);
  const { scheme, token, value } = credential;
  const [use, ...more] = variablesIn(value);
  if (use === undefined) return literal(header, scheme, token);
  const isWhole = more.length === 0 && spanText(use.span) === token;
  if (!isWhole || !/^(?:env|shell|shellDefault|dollar)$/.test(use.form)) return { header, scheme };
  const own = server.env.find(({ name }) => name === use.name);
  if (own === undefined) return { header, scheme, variable: use.name };
  const split = splitCredential(spanText(own.value).trim());
  return literal(header, scheme === "" ? split.scheme : scheme, split.token);
}

function literal(header: string, scheme: string, token: string): AdoptedCredential {
  if (token === "" || placeholderIn(token) !== undefined || /\$\{|\{\{/.test(token)) {
    return { header, scheme };
  }
  return { header, scheme, secret: { header, scheme, value: new Secret(token) } };
}

/** The credential as `auth` of our settings. */
export function tokenAuth({
  header,
  scheme,
  variable,
}: AdoptedCredential): Record<string, unknown> {
  const isStandard = header === "Authorization" && /^bearer$/i.test(scheme);
  return {
    type: "token",
    ...(!isStandard && { header, scheme }),
    ...(variable !== undefined && { token: `\${env:${variable}}` }),
  };
}

/** The credential as a member of `secretHeaders` of our settings. */
export function secretHeader({ scheme, variable }: AdoptedCredential): Record<string, string> {
  return {
    ...(scheme !== "" && { scheme }),
    ...(variable !== undefined && { value: `\${env:${variable}}` }),
  };
}

function headerName({ name, header }: Credential): string {
  const written = spanText(header.name);
  return knownHeader(name)?.name ?? (written.toLowerCase() === name ? written : name);
}
