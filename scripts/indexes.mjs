// Writes the `index.ts` of each folder that holds one thing a file, so that a new thing is one new file:
//   node scripts/node24.mjs scripts/indexes.mjs --write
// Without --write it only says which are stale. A unit test does the same.
// A file is listed when it exports a constant of its own name, such as `export const headerName` in headerName.ts.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format, resolveConfig } from "prettier";
import { root } from "./node24.mjs";

/** The folders, and the name under which their index exports what is in them. */
const FOLDERS = [
  ["src/core/configfiles/clients", "FORMATS"],
  ["src/core/configfiles/rules", "RULES"],
  ["src/core/diagnosis/rules", "RULES"],
  ["src/core/kinds", "KINDS"],
  ["src/core/credentials/kinds", "STORED_KINDS"],
  ["src/core/providers", "PROVIDERS"],
  ["src/vscode/credentials/forms", "FORMS"],
];

/**
 * The paths of the indexes from the root with the text that each should have.
 * @returns {Promise<[path: string, text: string][]>}
 */
export async function indexes() {
  return Promise.all(
    FOLDERS.map(async ([folder, name]) => {
      const path = `${folder}/index.ts`;
      const options = await resolveConfig(join(root, path));
      return [path, await format(indexOf(folder, name), { ...options, filepath: path })];
    }),
  );
}

function indexOf(folder, name) {
  const listed = readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".ts") && file !== "index.ts")
    .map((file) => file.slice(0, -".ts".length))
    .filter((entry) =>
      exportsItself(readFileSync(join(root, folder, `${entry}.ts`), "utf8"), entry),
    )
    .toSorted();
  return [
    "// Written by `npm run generate` from the files beside it.",
    ...listed.map((entry) => `import { ${entry} } from "./${entry}.ts";`),
    "",
    `export const ${name} = { ${listed.join(", ")} } as const;`,
    "",
  ].join("\n");
}

function exportsItself(source, entry) {
  return new RegExp(`^export const ${entry}\\b`, "m").test(source);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const [path, text] of await indexes()) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    if (process.argv.includes("--write")) {
      writeFileSync(file, text);
      console.log(`${path} was written anew.`);
    } else {
      console.error(`${path} is stale: run "npm run generate".`);
      process.exitCode = 1;
    }
  }
}
