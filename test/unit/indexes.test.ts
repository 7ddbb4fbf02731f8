import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { indexes } from "../../scripts/indexes.mjs";

const root = join(import.meta.dirname, "../..");

it("lists in each index just what stands beside it (renew them with npm run generate)", async () => {
  const written = await indexes();
  expect(written.map(([path]) => [path, readFileSync(join(root, path), "utf8")])).toEqual(written);
});
