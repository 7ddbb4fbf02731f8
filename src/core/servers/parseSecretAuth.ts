import { findReferences, resolveReferences } from "../environment.ts";
import { HTTP_TOKEN } from "../http/fieldSyntax.ts";
import type { Placement } from "../http/placement.ts";
import { reservedFieldProblem } from "../http/reservedFields.ts";
import type { JwtAuth, JwtAuthSettings } from "./jwtAuth.ts";
import { referenceCode, type Reader } from "./reader.ts";
import type { BasicAuth, TokenAuth } from "./server.ts";

/** Parses `auth` of type `token`. */
export function parseToken(reader: Reader): TokenAuth {
  const placement = parsePlacement(reader);
  return { type: "token", ...placement, ...parseReference(reader, "token", "A token") };
}

/** Parses `auth` of type `basic` (RFC 7617). */
export function parseBasic(reader: Reader): BasicAuth {
  const username = reader.resolved("username") ?? "";
  if (username === "" && !reader.failed) {
    reader.fail(
      "username",
      "settingsType",
      `Basic authentication needs a user name. Add “username” to ${reader.label}.`,
    );
  } else if (/[:\p{Cc}]/u.test(username)) {
    reader.fail(
      "username",
      "settingsType",
      `“username” of ${reader.label} holds a colon or a control character, which basic authentication cannot carry.`,
    );
  }
  return { type: "basic", username, ...parseReference(reader, "password", "A password") };
}

/** Parses `auth` of type `jwt` (R8). */
export function parseJwt(reader: Reader): JwtAuth {
  const placement = parsePlacement(reader);
  const algorithm = reader.oneOf("algorithm", ["HS256", "RS256", "ES256"] as const, "HS256");
  const settings: Writable<JwtAuthSettings> = { algorithm: algorithm ?? "HS256" };
  const take = <Key extends keyof JwtAuthSettings>(key: Key, value: JwtAuthSettings[Key]) => {
    if (value !== undefined) settings[key] = value;
  };
  take("secretEncoding", reader.has("secretEncoding") ? encoding(reader) : undefined);
  take("subject", reader.resolved("subject"));
  take("secretSubject", reader.boolean("secretSubject"));
  take("name", reader.resolved("name"));
  take("audience", audience(reader));
  take("issuer", reader.resolved("issuer"));
  take("keyId", reader.resolved("keyId"));
  take("lifetimeS", reader.number("lifetime", 30, 86_400));
  take("claims", reader.object("claims"));
  return {
    type: "jwt",
    ...placement,
    ...parseReference(reader, "key", "A signing key"),
    jwt: settings,
  };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Parses `secretHeaders`: names of headers whose values are secrets, each with its scheme or a reference to a variable. */
export function parseSecretHeaders(server: Reader): readonly TokenAuth[] {
  const holder = server.child("secretHeaders", `“secretHeaders” of ${server.label}`);
  if (!holder) return [];
  const headers = holder.keys().flatMap((header): TokenAuth[] => {
    if (!HTTP_TOKEN.test(header)) {
      // Without the name: a whole header with its token may have been pasted there.
      holder.fail(header, "headerNameInvalid", nameInvalid(holder.label));
      return [];
    }
    const reserved = reservedFieldProblem(header);
    if (reserved) {
      holder.fail(header, reserved.code, reserved.message, reserved.fixes);
      return [];
    }
    const reader = holder.child(header, `the secret header “${header}” of ${server.label}`);
    if (!reader) return [];
    const scheme = parseScheme(reader, "");
    const reference = parseReference(reader, "value", "A secret");
    reader.rejectUnknown();
    if (reader.failed) holder.failed = true;
    return [{ type: "token", header, scheme, ...reference }];
  });
  if (holder.failed) server.failed = true;
  return headers;
}

function parsePlacement(reader: Reader): Placement {
  const header = reader.string("header") ?? "Authorization";
  if (!HTTP_TOKEN.test(header)) {
    // Without the name: a whole header with its token may have been pasted there.
    reader.fail("header", "headerNameInvalid", nameInvalid(`“header” of ${reader.label}`));
  }
  const reserved = reservedFieldProblem(header);
  if (reserved) reader.fail("header", reserved.code, reserved.message, reserved.fixes);
  // Only `Authorization` has a scheme unless the settings say so.
  const usual = header.toLowerCase() === "authorization" ? "Bearer" : "";
  return { header, scheme: parseScheme(reader, usual) };
}

/** RFC 9110, section 11.1: a scheme is a token. Empty for a raw value. */
function parseScheme(reader: Reader, usual: string): string {
  const scheme = reader.raw("scheme") ?? usual;
  if (typeof scheme === "string" && (scheme === "" || HTTP_TOKEN.test(scheme))) return scheme;
  reader.fail("scheme", "settingsType", "“scheme” must be one word such as “Bearer”, or empty.");
  return "";
}

/** A secret may stand in settings as a reference to environment variables only; what stands there in clear is not used (R33, R37). */
function parseReference(
  reader: Reader,
  key: string,
  what: string,
): { readonly reference?: string } {
  const text = reader.string(key);
  if (text === undefined) return {};
  const references = findReferences(text);
  let literal = text;
  for (const { start, end } of references.toReversed()) {
    literal = literal.slice(0, start) + literal.slice(end);
  }
  if (references.length === 0 || literal.trim() !== "") {
    reader.warn(
      key,
      "secretInSettings",
      `${what} does not belong in settings: it is ignored. Remove it here, replace it at the provider, and run “Set Credential”.`,
    );
    return {};
  }
  // Names only: whether the variables are set is looked up when a request is sent.
  const resolution = resolveReferences(text, () => "set");
  if (resolution.kind === "resolved") return { reference: text };
  for (const problem of resolution.problems) {
    reader.fail(key, referenceCode(problem), `“${key}” of ${reader.label}: ${problem.sentence}`);
  }
  return {};
}

function encoding(reader: Reader) {
  return reader.oneOf("secretEncoding", ["text", "base64"] as const, "text");
}

function audience(reader: Reader): string | readonly string[] | undefined {
  return Array.isArray(reader.raw("audience"))
    ? reader.strings("audience")
    : reader.resolved("audience");
}

function nameInvalid(label: string): string {
  return `${label.charAt(0).toUpperCase()}${label.slice(1)} has a name that HTTP does not allow. Use letters, digits and hyphens.`;
}
