// Builds the extension into dist/: `node esbuild.mjs [--minify]`. Prints the size of each file and fails over budget.
// esbuild splits only ESM into shared chunks and the editor loads CommonJS fastest: so it bundles to ESM
// with chunks first, then turns each file into CommonJS. A class is in one chunk then, however many load it.
import { build, transform } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const outdir = join(root, "dist");
const minify = process.argv.includes("--minify");

/** Bytes that activation may load, minified: `extension.cjs` and the chunks that it imports statically. */
const ACTIVATION_BUDGET = 150_000;

const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/extension.ts"],
  outdir,
  bundle: true,
  splitting: true,
  write: false,
  metafile: true,
  minify,
  format: "esm",
  platform: "node",
  target: "node22",
  external: ["vscode"],
  conditions: ["module", "import", "node"],
  mainFields: ["module", "main"],
  chunkNames: "[name]-[hash]",
  // package.json says that a .js file is a module; the editor, too, takes a .cjs file for CommonJS.
  outExtension: { ".js": ".cjs" },
  sourcemap: minify ? false : "inline",
  legalComments: "none",
});

await mkdir(outdir, { recursive: true });
const sizes = new Map();
const kept = new Set();

/** Writes a file unless it is there already: an editor that has loaded the same build goes on undisturbed. */
async function keep(name, text) {
  kept.add(name);
  const path = join(outdir, name);
  if ((await readFile(path, "utf8").catch(() => undefined)) !== text) await writeFile(path, text);
}

for (const { path, text } of outputFiles) {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node22",
    minify,
    // `import()` of our own chunks becomes `require`, which needs no second module loader.
    supported: { "dynamic-import": false },
    sourcemap: minify ? false : "inline",
    sourcefile: basename(path),
  });
  await keep(basename(path), code);
  sizes.set(basename(path), Buffer.byteLength(code));
}

await writeNotices();
for (const name of await readdir(outdir)) {
  if (!kept.has(name)) await rm(join(outdir, name), { recursive: true });
}

/** Writes the licences of the packages that stand in the bundle, which most of them ask for. */
async function writeNotices() {
  const packages = new Set(
    Object.keys(metafile.inputs).flatMap(
      (input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
    ),
  );
  const notices = [];
  for (const name of [...packages].toSorted()) {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
    const text = file === undefined ? "" : await readFile(join(folder, file), "utf8");
    notices.push(`${name} ${version} (${license})\n\n${text.trim()}`);
  }
  await keep("THIRD-PARTY-NOTICES.txt", `${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

const activation = new Set();
const follow = (path) => {
  const name = basename(path);
  if (activation.has(name)) return;
  activation.add(name);
  const output = Object.entries(metafile.outputs).find(([key]) => basename(key) === name)?.[1];
  for (const { path: imported, kind, external } of output?.imports ?? []) {
    if (!external && kind === "import-statement") follow(imported);
  }
};
follow("extension.cjs");

let activationBytes = 0;
for (const [name, bytes] of [...sizes].toSorted(([, one], [, other]) => other - one)) {
  const atActivation = activation.has(name);
  if (atActivation) activationBytes += bytes;
  console.log(
    `${String(Math.ceil(bytes / 1000)).padStart(6)} kB  ${name}${atActivation ? "  (activation)" : ""}`,
  );
}
console.log(
  `Activation loads ${Math.ceil(activationBytes / 1000)} kB of ${ACTIVATION_BUDGET / 1000} kB.`,
);
if (minify && activationBytes > ACTIVATION_BUDGET) {
  console.error("Activation loads more than its budget: import the new weight lazily.");
  process.exitCode = 1;
}
