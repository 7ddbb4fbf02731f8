import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { root } from "../../../scripts/node24.mjs";

/**
 * Bundles the suites of a folder, `*.test.ts`, with the mocha runner into one CommonJS module for the extension host,
 * and resolves to its path. Packages stay outside and are loaded from this repository's node_modules.
 */
export async function bundleSuites({
  folder = join(root, "test/editor/suites"),
  outfile = join(root, "out/editor/suites.cjs"),
} = {}): Promise<string> {
  const suites = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .toSorted();
  if (suites.length === 0) throw new Error(`There is no *.test.ts in ${relative(root, folder)}.`);
  // Imported one by one at run time: mocha's globals must be there before a suite's first line runs.
  const loaders = suites.map((file) => {
    const path = JSON.stringify(join(folder, file));
    return `  ${path}: () => import(${path}),`;
  });
  await build({
    stdin: {
      contents: `import { runMocha } from "./mochaRunner.ts";\nexport const run = () => runMocha({\n${loaders.join("\n")}\n});\n`,
      resolveDir: import.meta.dirname,
      sourcefile: "suites.ts",
      loader: "ts",
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    packages: "external",
    sourcemap: "linked",
    plugins: [ownPlace],
    logLevel: "error",
  });
  return outfile;
}

/** Gives each test file its own `import.meta`, which a CommonJS module does not have, so that peers find their files. */
const ownPlace: Plugin = {
  name: "own-place",
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]test[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!source.includes("import.meta.")) return undefined;
      const contents = source
        .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)))
        .replaceAll("import.meta.filename", JSON.stringify(path))
        .replaceAll(
          "import.meta.url",
          `require("node:url").pathToFileURL(${JSON.stringify(path)}).href`,
        );
      return { contents, loader: "ts" };
    });
  },
};
