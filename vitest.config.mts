import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 20_000 } },
      {
        test: {
          name: "pages",
          include: ["test/editor/pages/**/*.test.ts"],
          // Every step waits for what it needs and none is tried twice. Limits are for a very busy machine.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 60_000, interval: 100 } },
          // Each file drives a browser and an editor of its own: two at once fill a small machine.
          maxWorkers: 2,
        },
      },
    ],
  },
});
