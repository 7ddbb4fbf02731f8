import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PRESET_IDS, providerOfPreset } from "../../../src/core/providers/presets.ts";

const manifest = readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8");

it("are the ones that the settings offer (R34)", () => {
  const [, offered = ""] = /"preset": \{[^}]*?"enum": (\[[^\]]*\])/s.exec(manifest) ?? [];
  expect(JSON.parse(offered)).toEqual(PRESET_IDS);
});

it("have an example that fits for each value that their addresses lack", () => {
  const lacking = PRESET_IDS.flatMap((id) => {
    const { authorizationUrl = "", tokenUrl = "", values = {} } = providerOfPreset(id).preset;
    return [...`${authorizationUrl}${tokenUrl}`.matchAll(/\{(\w+)\}/g)].filter(
      ([, name = ""]) => values[name]?.pattern.test(values[name].example) !== true,
    );
  });
  expect(lacking).toEqual([]);
});
