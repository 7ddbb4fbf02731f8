import { t } from "@vscode/l10n";
import { Failure } from "./failure.ts";
import { Secret } from "./secret.ts";

/** A reference in a settings value, with its place in the text. */
export interface Reference {
  /**
   * `env` is `${env:NAME}`, which is resolved. `bare` is `${NAME}`, which other programs resolve and this one
   * does not; `replacement` is the form to write instead. `other` is any further `${…}`, such as `${input:id}`.
   */
  readonly form: "env" | "bare" | "other";
  /** The variable's name; for `other`, what stands between the braces. */
  readonly name: string;
  /** Offsets into the text, the end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly replacement?: string;
}

/** Why a value with references is not sent. Names variables, never their values. */
export interface ReferenceProblem {
  readonly code: "unset" | "empty" | "bare" | "unknown" | "unclosed";
  /** The variable's name or what else stands between the braces; absent where it may be a secret put there by mistake. */
  readonly name?: string;
  readonly sentence: string;
}

export type Resolution =
  | { readonly kind: "resolved"; readonly value: Secret }
  | { readonly kind: "blocked"; readonly problems: readonly ReferenceProblem[] };

/** Looks a variable up at the time of the call. `process.env` ignores case on Windows, as Windows does. */
export type Environment = (name: string) => string | undefined;

const REFERENCE = /\$\{([^{}]*)\}/g;
const BARE_NAME = /^[A-Za-z_]\w*$/;
const ENV_PREFIX = "env:";

/** Lists the references in a settings value, for the linter and its fixes (R33). */
export function findReferences(text: string): Reference[] {
  return [...text.matchAll(REFERENCE)].map(({ 0: whole, 1: inner = "", index: start }) =>
    classify(inner.trim(), { start, end: start + whole.length }),
  );
}

function classify(inner: string, place: Pick<Reference, "start" | "end">): Reference {
  if (inner.startsWith(ENV_PREFIX) && inner.length > ENV_PREFIX.length) {
    return { ...place, form: "env", name: inner.slice(ENV_PREFIX.length) };
  }
  return BARE_NAME.test(inner)
    ? { ...place, form: "bare", name: inner, replacement: `\${${ENV_PREFIX}${inner}}` }
    : { ...place, form: "other", name: inner };
}

/**
 * Puts the values of environment variables in place of `${env:NAME}`, at the moment of sending (R33).
 * Any reference that cannot be resolved blocks the value: nothing is ever sent with a reference left in it.
 * What a variable holds is taken as it stands, and is not searched for references.
 */
export function resolveReferences(text: string, environment: Environment): Resolution {
  const resolved = resolve(text, environment);
  if (!Array.isArray(resolved)) return { kind: "resolved", value: resolved };
  const problems = resolved.map(({ clause, ...problem }): ReferenceProblem => ({
    ...problem,
    sentence: capitalized(clause),
  }));
  return { kind: "blocked", problems };
}

/** The secret that a reference stands for at the moment. Throws a Failure `variableUnset` where a variable has no value. */
export function secretOfReference(
  server: string,
  reference: string,
  environment: Environment,
): Secret {
  const resolved = resolve(reference, environment);
  if (!Array.isArray(resolved)) return resolved;
  const [problem] = resolved;
  throw new Failure("variableUnset", t("“{0}” was not asked: {1}", server, problem?.clause ?? ""), {
    ...(problem?.name !== undefined && { variable: problem.name }),
  });
}

/** A problem in words that may follow a colon. */
type Unresolved = Omit<ReferenceProblem, "sentence"> & { readonly clause: string };

function resolve(text: string, environment: Environment): Secret | Unresolved[] {
  const problems: Unresolved[] = [];
  let value = "";
  let position = 0;
  for (const reference of findReferences(text)) {
    const found = lookUp(reference, environment);
    if (typeof found === "object") problems.push(found);
    else value += text.slice(position, reference.start) + found;
    position = reference.end;
  }
  if (text.replaceAll(REFERENCE, " ").includes("${")) problems.push(unclosed());
  return problems.length > 0 ? problems : new Secret(value + text.slice(position));
}

function capitalized(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

function lookUp({ form, name }: Reference, environment: Environment): string | Unresolved {
  if (form !== "env") return describeUnresolved(form, name);
  const value = environment(name);
  if (value === undefined) {
    return isShowable(name)
      ? {
          code: "unset",
          name,
          clause: t(
            "the environment variable {0} is not set. Set it, then start the editor again from where it is set.",
            name,
          ),
        }
      : {
          code: "unset",
          clause: t(
            "an environment variable is not set. Set it, then start the editor again from where it is set.",
          ),
        };
  }
  if (value.trim() !== "") return value;
  return isShowable(name)
    ? {
        code: "empty",
        name,
        clause: t(
          "the environment variable {0} is empty. Set it, then start the editor again from where it is set.",
          name,
        ),
      }
    : {
        code: "empty",
        clause: t(
          "an environment variable is empty. Set it, then start the editor again from where it is set.",
        ),
      };
}

function describeUnresolved(form: "bare" | "other", name: string): Unresolved {
  const code = form === "bare" ? "bare" : "unknown";
  if (!isShowable(name)) {
    return {
      code,
      clause: t(
        "a reference in “${…}” is not resolved here. Write “${env:NAME}” with the name of an environment variable.",
      ),
    };
  }
  const written = `\${${name}}`;
  const clause =
    form === "bare"
      ? t(
          "“{0}” is not resolved here. Write “{1}” to use the environment variable {2}.",
          written,
          `\${${ENV_PREFIX}${name}}`,
          name,
        )
      : t(
          "“{0}” is not resolved here. Write “${env:NAME}” with the name of an environment variable, or set the value as a credential.",
          written,
        );
  return { code, name, clause };
}

/** Whether text between the braces is a name rather than a token that someone put there in place of the name. */
function isShowable(name: string): boolean {
  const looksRandom = name.length >= 20 && /\d/.test(name) && /[a-z]/.test(name);
  return /^(?:[a-z]+:)?[a-z_][\w().-]{0,63}$/i.test(name) && !looksRandom;
}

function unclosed(): Unresolved {
  return {
    code: "unclosed",
    clause: t(
      "a reference in the settings has no closing brace. Write “${env:NAME}” with the name of an environment variable.",
    ),
  };
}
