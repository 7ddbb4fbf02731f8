// Builds the extension into dist/: `node esbuild.mjs [--minify]`. Prints the size of each file and fails over budget.
// esbuild splits only ESM into shared chunks and the editor loads CommonJS fastest: so it bundles to ESM with chunks
// first. Then the chunks that activation needs become one file, from which the others take what they share with it, and
// each of the others becomes CommonJS by itself. A class is in one file then, however many load it.
import { build, transform } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const outdir = join(root, "dist");
const minify = process.argv.includes("--minify");

/** Bytes that activation may load, minified. */
const ACTIVATION_BUDGET = 150_000;
/** The one file that activation loads. */
const ACTIVATION_FILE = "extension.cjs";

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

const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
const outputs = new Map(
  Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]),
);

/** What each of our files becomes: CommonJS, where `import()` of our own files is `require`, which needs no second module loader. */
const commonJs = {
  format: "cjs",
  platform: "node",
  target: "node22",
  minify,
  supported: { "dynamic-import": false },
  sourcemap: minify ? false : "inline",
};

/** A file and all that it imports before its first line runs. */
function withImports(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const { path, kind, external } of outputs.get(name)?.imports ?? []) {
    if (!external && kind === "import-statement") withImports(basename(path), found);
  }
  return found;
}

const activation = withImports(ACTIVATION_FILE);
/** The name under which the activation's file exports what stood in a chunk. */
const exportOf = (chunk) => `chunk_${chunk.replaceAll(/[^A-Za-z0-9]/g, "_")}`;

const joined = await build({
  ...commonJs,
  stdin: {
    contents: [...activation]
      .map((name) =>
        name === ACTIVATION_FILE
          ? `export * from "./${name}";`
          : `export * as ${exportOf(name)} from "./${name}";`,
      )
      .join("\n"),
    resolveDir: outdir,
  },
  bundle: true,
  write: false,
  metafile: true,
  external: ["vscode"],
  plugins: [
    {
      name: "chunks",
      setup(bundler) {
        bundler.onResolve({ filter: /^\.\// }, ({ path }) =>
          activation.has(basename(path))
            ? { path: basename(path), namespace: "chunk" }
            : { path, external: true },
        );
        bundler.onLoad({ filter: /./, namespace: "chunk" }, ({ path }) => ({
          contents: texts.get(path),
          loader: "js",
          resolveDir: outdir,
        }));
      },
    },
  ],
});
await keepCode(ACTIVATION_FILE, joined.outputFiles[0].text);

for (const [name, text] of texts) {
  if (activation.has(name)) continue;
  const { code } = await transform(text, { ...commonJs, sourcefile: name });
  const shared = code.replaceAll(/require\("\.\/([^"]+)"\)/g, (call, chunk) =>
    activation.has(chunk) ? `require("./${ACTIVATION_FILE}").${exportOf(chunk)}` : call,
  );
  await keepCode(name, shared);
}

async function keepCode(name, code) {
  await keep(name, code);
  sizes.set(name, Buffer.byteLength(code));
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

for (const [name, bytes] of [...sizes].toSorted(([, one], [, other]) => other - one)) {
  const note = name === ACTIVATION_FILE ? "  (activation)" : "";
  console.log(`${String(Math.ceil(bytes / 1000)).padStart(6)} kB  ${name}${note}`);
}
const activationBytes = sizes.get(ACTIVATION_FILE);
const builtIn = Object.values(joined.metafile.outputs)
  .flatMap(({ imports }) => imports)
  .filter(({ kind, path }) => kind !== "dynamic-import" && path.startsWith("node:"))
  .map(({ path }) => path);
console.log(
  `Activation loads ${Math.ceil(activationBytes / 1000)} kB of ${ACTIVATION_BUDGET / 1000} kB, and ${[...new Set(builtIn)].join(", ") || "no module of Node.js"}.`,
);
if (minify && activationBytes > ACTIVATION_BUDGET) {
  console.error("Activation loads more than its budget: import the new weight lazily.");
  process.exitCode = 1;
}
