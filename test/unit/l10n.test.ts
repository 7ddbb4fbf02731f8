import { config } from "@vscode/l10n";
import { afterEach, expect, it } from "vitest";
import { asFailure } from "../../src/core/diagnosis/diagnose.ts";

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
