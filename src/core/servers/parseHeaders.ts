import { t } from "@vscode/l10n";
import { findReferences, resolveReferences } from "../environment.ts";
import { FIELD_VALUE, HTTP_TOKEN } from "../http/fieldSyntax.ts";
import { reservedFieldProblem } from "../http/reservedFields.ts";
import { factsOfAuth, type Auth } from "../kinds/auth.ts";
import { referenceCode, type Reader } from "../kinds/reader.ts";
import { parseSecretHeaders } from "../kinds/secretSettings.ts";
import type { TokenAuth } from "../kinds/token.ts";
import { quoted } from "../log.ts";
import type { Server } from "./server.ts";

/** One header field of the settings: its text, or how its secret is worked out. */
interface Field {
  readonly path: readonly [member: "headers" | "secretHeaders", name: string];
  readonly value: string | TokenAuth;
}

/** Parses `headers`; a field with `${env:NAME}` in it is a secret for all that is known. */
export function parseHeaders(reader: Reader): readonly Field[] {
  return Object.entries(reader.record("headers") ?? {}).flatMap(([name, value]): Field[] => {
    const path = ["headers", name] as const;
    if (failed(reader, name, value)) return [];
    const isSecret = findReferences(value).some(({ form }) => form === "env");
    return [
      {
        path,
        value: isSecret ? { type: "token", header: name, scheme: "", reference: value } : value,
      },
    ];
  });
}

/**
 * Adds `secretHeaders`, and leaves out what a request cannot hold because another place sets the same field, which is
 * compared without case: the credential first, then a secret header, then the one that stands first.
 */
export function withSecretHeaders(
  reader: Reader,
  written: readonly Field[],
  auth: Auth | undefined,
): Pick<Server, "headers" | "secretHeaders"> {
  const secret = parseSecretHeaders(reader).map((value): Field => ({
    path: ["secretHeaders", value.header],
    value,
  }));
  const taken = new Set(auth && fieldNamesOf(auth).map((name) => name.toLowerCase()));
  const kept = [...secret, ...written].filter(({ path }) => {
    const [, name] = path;
    const isFree = !taken.has(name.toLowerCase());
    taken.add(name.toLowerCase());
    if (!isFree)
      reader.warn(
        path,
        "headerRepeated",
        t(
          "The header {0} of {1} is set in another place too, so this one is never sent. Remove one of the two.",
          quoted(name),
          reader.label,
        ),
      );
    return isFree;
  });
  const secretHeaders = kept.flatMap(({ value }) => (typeof value === "string" ? [] : [value]));
  // Not by assignment: a header may be called `__proto__`.
  const headers = Object.fromEntries(
    kept.flatMap(({ path: [, name], value }) => (typeof value === "string" ? [[name, value]] : [])),
  );
  return { headers, ...(secretHeaders.length > 0 && { secretHeaders }) };
}

/** The fields that a kind of credential sends. */
function fieldNamesOf(auth: Auth): readonly string[] {
  const { placements, proofField } = factsOfAuth(auth);
  return [...placements.map(({ header }) => header), ...(proofField ? [proofField] : [])];
}

/** Reports what is wrong with a field, if anything is. */
function failed(reader: Reader, name: string, value: string): boolean {
  const path = ["headers", name];
  if (!HTTP_TOKEN.test(name)) {
    // Without the name: a whole header with its token may have been pasted there.
    const message = t(
      "A header of {0} has a name that HTTP does not allow. Use letters, digits and hyphens.",
      reader.label,
    );
    reader.fail(path, "headerNameInvalid", message);
    return true;
  }
  const reserved = reservedFieldProblem(name);
  if (reserved) {
    reader.fail(path, reserved.code, reserved.message, reserved.fixes);
    return true;
  }
  if (!FIELD_VALUE.test(value)) {
    const message = t(
      "The value of the header {0} has characters that HTTP does not allow, such as a line break.",
      quoted(name),
    );
    reader.fail(path, "headerValueInvalid", message);
    return true;
  }
  // A reference is never sent as it stands (R33); whether the variable is set is looked up with each request.
  const resolution = resolveReferences(value, () => "set");
  if (resolution.kind === "resolved") return false;
  const [problem] = resolution.problems;
  if (!problem) return false;
  reader.fail(path, referenceCode(problem), t("The header “{0}”: {1}", name, problem.sentence));
  return true;
}
