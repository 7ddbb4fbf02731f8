import { t } from "@vscode/l10n";
import { isObject } from "../guards.ts";
import { resolveReferences, type Environment, type ReferenceProblem } from "../environment.ts";
import type { Fix, Severity } from "../finding.ts";
import { quoted } from "../log.ts";
import type { SettingsCode } from "../settingsCodes.ts";

/** Takes a finding about the member at `path`; `fixes` go before the one that opens the settings. */
export type Report = (
  path: readonly string[],
  code: SettingsCode,
  severity: Severity,
  message: string,
  fixes?: readonly Fix[],
) => void;

/** Reads the members of one JSON object of unknown shape; every wrong type becomes a finding that names the member. */
export class Reader {
  /** What the object is, as it stands within a sentence: `server "x"`. */
  readonly label: string;
  /** Whether an error has been reported for this object. */
  failed = false;
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #path: readonly string[];
  readonly #report: Report;
  readonly #environment: Environment;
  readonly #known = new Set<string>();

  private constructor(
    object: Readonly<Record<string, unknown>>,
    path: readonly string[],
    label: string,
    report: Report,
    environment: Environment,
  ) {
    this.#environment = environment;
    this.#object = object;
    this.#path = path;
    this.label = label;
    this.#report = report;
  }

  /** A reader of `value`, or nothing and a finding when it is no object. */
  static of(
    value: unknown,
    path: readonly string[],
    label: string,
    report: Report,
    environment: Environment = () => undefined,
  ): Reader | undefined {
    if (isObject(value)) return new Reader(value, path, label, report, environment);
    report(
      path,
      "settingsShape",
      "error",
      t("The value of {0} must be an object in braces.", label),
    );
    return undefined;
  }

  /** The label as it stands at the beginning of a sentence. */
  get title(): string {
    return this.label.charAt(0).toUpperCase() + this.label.slice(1);
  }

  /** The names of all members. */
  keys(): readonly string[] {
    return Object.keys(this.#object);
  }

  has(key: string): boolean {
    return this.#object[key] !== undefined;
  }

  fail(
    key: string | readonly string[],
    code: SettingsCode,
    message: string,
    fixes?: readonly Fix[],
  ): void {
    this.failed = true;
    this.#report(this.#pathOf(key), code, "error", message, fixes);
  }

  warn(key: string | readonly string[], code: SettingsCode, message: string): void {
    this.#report(this.#pathOf(key), code, "warning", message);
  }

  string(key: string): string | undefined {
    return this.#typed(key, t("a text"), (value) =>
      typeof value === "string" && value.trim() !== "" ? value.trim() : undefined,
    );
  }

  /** A text in which `${env:NAME}` stands for an environment variable; a reference that leads nowhere is an error (R33). */
  resolved(key: string): string | undefined {
    const text = this.string(key);
    if (text === undefined || !text.includes("${")) return text;
    const resolution = resolveReferences(text, this.#environment);
    if (resolution.kind === "resolved") return resolution.value.reveal();
    for (const problem of resolution.problems) {
      this.fail(
        key,
        referenceCode(problem),
        t("“{0}” of {1}: {2}", key, this.label, problem.sentence),
      );
    }
    return undefined;
  }

  boolean(key: string): boolean | undefined {
    return this.#typed(key, t("true or false"), (value) =>
      typeof value === "boolean" ? value : undefined,
    );
  }

  /** A number within bounds, both included. */
  number(key: string, minimum: number, maximum: number): number | undefined {
    return this.#typed(key, t("a number from {0} to {1}", minimum, maximum), (value) =>
      typeof value === "number" && value >= minimum && value <= maximum ? value : undefined,
    );
  }

  /** A list of texts; a single text with spaces counts as the list of its words, as OAuth writes scopes. */
  strings(key: string): readonly string[] | undefined {
    return this.#typed(key, t("a list of texts"), (value) => {
      if (typeof value === "string") return value.split(/\s+/).filter(Boolean);
      return Array.isArray(value) && value.every((item) => typeof item === "string")
        ? value
        : undefined;
    });
  }

  /** An object of any content. */
  object(key: string): Readonly<Record<string, unknown>> | undefined {
    return this.#typed(key, t("an object in braces"), (value) =>
      isObject(value) ? value : undefined,
    );
  }

  record(key: string): Readonly<Record<string, string>> | undefined {
    return this.#typed(key, t("an object of texts"), (value) =>
      isObject(value) && isTexts(value) ? value : undefined,
    );
  }

  /** One of several texts; nothing when the member is absent. */
  choice<Value extends string>(key: string, values: readonly Value[]): Value | undefined {
    const list = values.map((value) => `“${value}”`).join(t(" or "));
    return this.#typed(key, list, (value) => values.find((candidate) => candidate === value));
  }

  /** One of several texts, or `fallback` when the member is absent. */
  oneOf<Value extends string>(
    key: string,
    values: readonly Value[],
    fallback: Value,
  ): Value | undefined {
    if (!this.has(key)) {
      this.#known.add(key);
      return fallback;
    }
    return this.choice(key, values);
  }

  /** A reader of the object under `key`; nothing when it is absent or no object. */
  child(key: string, label: string): Reader | undefined {
    this.#known.add(key);
    if (!this.has(key)) return undefined;
    const child = Reader.of(
      this.#object[key],
      [...this.#path, key],
      label,
      this.#report,
      this.#environment,
    );
    if (!child) this.failed = true;
    return child;
  }

  /** The member as it stands, for members whose shape depends on their content. */
  raw(key: string): unknown {
    this.#known.add(key);
    return this.#object[key];
  }

  /** Warns of members that nothing has read: they have no effect, and are often a misspelling. */
  rejectUnknown(): void {
    for (const key of Object.keys(this.#object)) {
      if (!this.#known.has(key)) {
        this.warn(
          key,
          "settingsUnknownKey",
          t("{0} has no setting {1}: it is ignored.", this.title, quoted(key)),
        );
      }
    }
  }

  #pathOf(key: string | readonly string[]): readonly string[] {
    return [...this.#path, ...(typeof key === "string" ? [key] : key)];
  }

  #typed<Value>(
    key: string,
    expected: string,
    parse: (value: unknown) => Value | undefined,
  ): Value | undefined {
    this.#known.add(key);
    const value = this.#object[key];
    if (value === undefined) return undefined;
    const parsed = parse(value);
    if (parsed === undefined) {
      this.fail(key, "settingsType", t("“{0}” of {1} must be {2}.", key, this.label, expected));
    }
    return parsed;
  }
}

/** The code of a finding about a reference: the variable has no value, or the form is not one that is resolved. */
export function referenceCode({ code }: Pick<ReferenceProblem, "code">): SettingsCode {
  return code === "unset" || code === "empty" ? "variableUnset" : "variableNotExpanded";
}

function isTexts(
  value: Readonly<Record<string, unknown>>,
): value is Readonly<Record<string, string>> {
  return Object.values(value).every((item) => typeof item === "string");
}
