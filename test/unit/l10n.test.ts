import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { config } from "@vscode/l10n";
import { afterEach, describe, expect, it, vi } from "vitest";
import { asFailure } from "../../src/core/diagnosis/diagnose.ts";
import { resolveReferences, secretOfReference } from "../../src/core/environment.ts";
import { textsOf } from "./sentences.ts";

const core = join(import.meta.dirname, "../../src/core");
const files = readdirSync(core, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".d.ts"),
);

afterEach(() => config({ contents: {} }));

it("says its sentences in the language of the bundle that the editor hands over", () => {
  config({
    contents: {
      "“{0}” could not be used: an unexpected error.":
        "„{0}“ konnte nicht benutzt werden: ein unerwarteter Fehler.",
    },
  });
  expect(asFailure({ name: "crm" }, new Error("x")).message).toBe(
    "„crm“ konnte nicht benutzt werden: ein unerwarteter Fehler.",
  );
});

it("says what is wrong with a variable in that language, and changes none of its letters", () => {
  config({
    contents: {
      "the environment variable {0} is not set. Set it, then start the editor again from where it is set.":
        "Angabe {0} fehlt.",
      "“{0}” was not asked: {1}": "„{0}“ nicht gefragt: {1}",
    },
  });
  const resolution = resolveReferences("${env:T}", () => undefined);
  expect(resolution).toMatchObject({ problems: [{ sentence: "Angabe T fehlt." }] });
  expect(() => secretOfReference("crm", "${env:T}", () => undefined)).toThrow(
    "„crm“ nicht gefragt: Angabe T fehlt.",
  );
});

it("has the words of a fix in one place, whichever door offers it", () => {
  const src = join(core, "..");
  const titles = new Set(
    textsOf(readFileSync(join(core, "fixes.ts"), "utf8")).flatMap(({ callee, text }) =>
      callee === "t" ? [text] : [],
    ),
  );
  const again = readdirSync(join(src, "vscode"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) =>
      textsOf(readFileSync(join(src, "vscode", name), "utf8"))
        .filter(({ callee, text }) => callee === "l10n.t" && titles.has(text))
        .map(({ line, text }) => `${name}:${line}: ${text}`),
    );
  expect([titles.size > 10, again]).toEqual([true, []]);
});

describe("The core", () => {
  /** At least two words, and the end of a sentence. */
  const SENTENCE = /[\p{L}\d}”]+[ ,][^]*(?:\p{Ll}{2}|[”}])[.!?…](?:\s|”|$)/u;
  /** Members that are shown, whether or not their texts are whole sentences. */
  const SHOWN = /^(?:title|message|label|detail|sentence|purpose|shortName|noun|prompt)$/;
  /** What translates a text, and what shows it to nobody: the log, and errors that only a bug throws. */
  const NOT_SHOWN = /^(?:t|(?:.*[.#])?log\.(?:debug|info|warn|error)|\w*Error|super)$/;

  /** The texts of a source that are shown and not translated. */
  function untranslated(source: string): string[] {
    return textsOf(source)
      .filter(({ callee }) => !NOT_SHOWN.test(callee))
      .filter(
        ({ text, member }) =>
          SENTENCE.test(text) || (SHOWN.test(member) && /\p{L} [\p{L}“]/u.test(text)),
      )
      .map(({ line, text }) => `${line}: ${text}`);
  }

  it("says every sentence through t()", () => {
    const found = files
      // What examples of rules hold is for their tests.
      .filter((name) => name !== join("diagnosis", "example.ts"))
      .flatMap((name) => {
        const source = readFileSync(join(core, name), "utf8");
        const shown = source.replace(/^export const examples\b[^]*/m, "");
        return untranslated(shown).map((text) => `${name}:${text}`);
      });
    expect(found).toEqual([]);
  });

  it.each([
    ['reader.warn("a", "b", "It is ignored.");', ["1: It is ignored."]],
    ["const a = `Set ${name}\n, then start.`;", ["1: Set {}\n, then start."]],
    ['const a = {\n  title: "Sign in",\n};', ["2: Sign in"]],
    ['const a = { shortName: () => "Not set" };', ["1: Not set"]],
    ['const a = t("x {0}", `${t("Sign in.")} ${b ? "Set it now." : ""}`);', ["1: Set it now."]],
    ['const a = t("Sign in to {0} now.", b);\nlog.info(`Signed in to ${b}.`);', []],
    ['throw new RangeError("The edits overlap.");\n// It says "Sign in now."', []],
    ['const a = /["\'`]/.test(b) ? t("Paste it, please.") : undefined;', []],
  ])("is seen to say, or not to say, a sentence by itself: %s", (source, found) => {
    expect(untranslated(source)).toEqual(found);
  });

  it("asks for no words while its modules load, before it knows the language", async () => {
    const asked: unknown[] = [];
    vi.resetModules();
    vi.doMock("@vscode/l10n", () => ({ config() {}, t: (words: unknown) => asked.push(words) }));
    for (const name of files) await import(join(core, name));
    vi.doUnmock("@vscode/l10n");
    expect(asked).toEqual([]);
  });
});
