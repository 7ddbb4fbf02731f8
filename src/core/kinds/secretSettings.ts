import { t } from "@vscode/l10n";
import { findReferences, resolveReferences } from "../environment.ts";
import { HTTP_TOKEN } from "../http/fieldSyntax.ts";
import type { Placement } from "../http/placement.ts";
import { reservedFieldProblem } from "../http/reservedFields.ts";
import { referenceCode, type Reader } from "./reader.ts";
import type { TokenAuth } from "./token.ts";

/** Parses `secretHeaders`: names of headers whose values are secrets, each with its scheme or a reference to a variable. */
export function parseSecretHeaders(server: Reader): readonly TokenAuth[] {
  const holder = server.child("secretHeaders", t("“secretHeaders” of {0}", server.label));
  if (!holder) return [];
  const headers = holder.keys().flatMap((header): TokenAuth[] => {
    if (!HTTP_TOKEN.test(header)) {
      // Without the name: a whole header with its token may have been pasted there.
      holder.fail(header, "headerNameInvalid", nameInvalid(holder.title));
      return [];
    }
    const reserved = reservedFieldProblem(header);
    if (reserved) {
      holder.fail(header, reserved.code, reserved.message, reserved.fixes);
      return [];
    }
    const reader = holder.child(header, t("the secret header “{0}” of {1}", header, server.label));
    if (!reader) return [];
    const scheme = parseScheme(reader, "");
    const reference = parseReference(reader, "value", () =>
      t("A secret does not belong in settings: it is ignored."),
    );
    reader.rejectUnknown();
    if (reader.failed) holder.failed = true;
    return [{ type: "token", header, scheme, ...reference }];
  });
  if (holder.failed) server.failed = true;
  return headers;
}

/** Reads `header` and `scheme`. */
export function parsePlacement(reader: Reader): Placement {
  const header = reader.string("header") ?? "Authorization";
  if (!HTTP_TOKEN.test(header)) {
    // Without the name: a whole header with its token may have been pasted there.
    reader.fail("header", "headerNameInvalid", nameInvalid(t("“header” of {0}", reader.label)));
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
  reader.fail("scheme", "settingsType", t("“scheme” must be one word such as “Bearer”, or empty."));
  return "";
}

/**
 * Reads a reference to environment variables, the only form in which a secret may stand in settings; what stands there
 * in clear is not used (R33, R37), which `misplaced` says, and `remedy` what to do instead.
 */
export function parseReference(
  reader: Reader,
  key: string,
  misplaced: () => string,
  remedy = () => t("Remove it here, replace it at the provider, and run “Set credential…”."),
): { readonly reference?: string } {
  const text = reader.string(key);
  if (text === undefined) return {};
  const references = findReferences(text);
  let literal = text;
  for (const { start, end } of references.toReversed()) {
    literal = literal.slice(0, start) + literal.slice(end);
  }
  if (references.length === 0 || literal.trim() !== "") {
    reader.warn(key, "secretInSettings", `${misplaced()} ${remedy()}`);
    return {};
  }
  // Names only: whether the variables are set is looked up when a request is sent.
  const resolution = resolveReferences(text, () => "set");
  if (resolution.kind === "resolved") return { reference: text };
  for (const problem of resolution.problems) {
    reader.fail(
      key,
      referenceCode(problem),
      t("“{0}” of {1}: {2}", key, reader.label, problem.sentence),
    );
  }
  return {};
}

function nameInvalid(title: string): string {
  return t("{0} has a name that HTTP does not allow. Use letters, digits and hyphens.", title);
}
