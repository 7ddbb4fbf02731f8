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
  const problems: ReferenceProblem[] = [];
  let value = "";
  let position = 0;
  for (const reference of findReferences(text)) {
    const found = lookUp(reference, environment);
    if (typeof found === "object") problems.push(found);
    else value += text.slice(position, reference.start) + found;
    position = reference.end;
  }
  if (text.replaceAll(REFERENCE, " ").includes("${")) problems.push(UNCLOSED);
  return problems.length > 0
    ? { kind: "blocked", problems }
    : { kind: "resolved", value: new Secret(value + text.slice(position)) };
}

/** The secret that a reference stands for at the moment. Throws a Failure `variableUnset` where a variable has no value. */
export function secretOfReference(
  server: string,
  reference: string,
  environment: Environment,
): Secret {
  const resolution = resolveReferences(reference, environment);
  if (resolution.kind === "resolved") return resolution.value;
  const [problem] = resolution.problems;
  throw new Failure(
    "variableUnset",
    t(
      "“{0}” was not asked: {1}",
      server,
      problem?.sentence.replace(/^The|^An/, (word) => word.toLowerCase()) ?? "",
    ),
    { ...(problem?.name !== undefined && { variable: problem.name }) },
  );
}

function lookUp({ form, name }: Reference, environment: Environment): string | ReferenceProblem {
  if (form !== "env") return describeUnresolved(form, name);
  const value = environment(name);
  if (value !== undefined && value.trim() !== "") return value;
  const variable = isShowable(name)
    ? `The environment variable ${name}`
    : "An environment variable";
  const state = value === undefined ? "not set" : "empty";
  return {
    code: value === undefined ? "unset" : "empty",
    ...(isShowable(name) && { name }),
    sentence: `${variable} is ${state}. Set it, then start the editor again from where it is set.`,
  };
}

function describeUnresolved(form: "bare" | "other", name: string): ReferenceProblem {
  const code = form === "bare" ? "bare" : "unknown";
  if (!isShowable(name)) {
    return {
      code,
      sentence:
        "A reference in “${…}” is not resolved here. Write “${env:NAME}” with the name of an environment variable.",
    };
  }
  const fix =
    form === "bare"
      ? `Write “\${env:${name}}” to use the environment variable ${name}.`
      : "Write “${env:NAME}” with the name of an environment variable, or set the value as a credential.";
  return { code, name, sentence: `“\${${name}}” is not resolved here. ${fix}` };
}

/** Whether text between the braces is a name rather than a token that someone put there in place of the name. */
function isShowable(name: string): boolean {
  const looksRandom = name.length >= 20 && /\d/.test(name) && /[a-z]/.test(name);
  return /^(?:[a-z]+:)?[a-z_][\w().-]{0,63}$/i.test(name) && !looksRandom;
}

const UNCLOSED: ReferenceProblem = {
  code: "unclosed",
  sentence:
    "A reference in the settings has no closing brace. Write “${env:NAME}” with the name of an environment variable.",
};
