import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 20_000 } },
      {
        test: {
          name: "pages",
          include: ["test/editor/pages/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A busy machine can hold up a browser for longer than any step waits; a second try tells that from a fault.
          retry: 1,
          expect: { poll: { timeout: 15_000, interval: 100 } },
          // Each file drives a browser and an editor of its own: two at once fill a small machine.
          maxWorkers: 2,
        },
      },
    ],
  },
});
