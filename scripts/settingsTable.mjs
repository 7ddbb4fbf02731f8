// Renders the settings of package.json as the README's table, between two marks:
//   node scripts/node24.mjs scripts/settingsTable.mjs --write
// Without --write it only says whether the README is up to date. A unit test does the same.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format, resolveConfig } from "prettier";
import { root } from "./node24.mjs";

const BEGIN = "<!-- settings:begin -->";
const END = "<!-- settings:end -->";

/** The README with the table of these settings in its place, formatted; throws where the marks are missing. */
export async function withSettings(readme, manifest, texts) {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin === -1 || end < begin) {
    throw new Error(`README.md has no section between ${BEGIN} and ${END}.`);
  }
  const settings = renderSettings(manifest.contributes.configuration.properties, texts);
  const path = join(root, "README.md");
  return format(`${readme.slice(0, begin + BEGIN.length)}\n\n${settings}\n\n${readme.slice(end)}`, {
    ...(await resolveConfig(path)),
    filepath: path,
  });
}

function renderSettings(properties, texts) {
  const servers = properties["mcpConnect.servers"].additionalProperties.properties;
  const kinds = servers.auth.oneOf;
  return [
    table("Setting", Object.entries(properties), texts),
    "Members of a server in `mcpConnect.servers`:",
    table("Member", Object.entries(servers), texts),
    ...kinds.flatMap((kind) => {
      const { type, ...members } = kind.properties;
      const heading = `With \`"auth": { "type": "${type.const}" }\`: ${textOf(type, texts)}`;
      const rows = Object.entries(members).flatMap(([name, member]) => [
        [name, member],
        ...Object.entries(member.properties ?? {}).map(([inner, value]) => [
          `${name}.${inner}`,
          value,
        ]),
      ]);
      return rows.length === 0 ? [heading] : [heading, table("Member", rows, texts)];
    }),
  ].join("\n\n");
}

function table(title, rows, texts) {
  return [
    `| ${title} | Values | Default | Meaning |`,
    "| --- | --- | --- | --- |",
    ...rows.map(
      ([name, schema]) =>
        `| \`${name}\` | ${valuesOf(schema)} | ${defaultOf(schema)} | ${textOf(schema, texts)} |`,
    ),
  ].join("\n");
}

function valuesOf({ type, enum: values, const: only, minimum, maximum }) {
  const listed = values ?? (only === undefined ? undefined : [only]);
  if (listed) return listed.map((value) => `\`${value}\``).join(", ");
  const bounds =
    minimum === undefined
      ? ""
      : maximum === undefined
        ? `, at least ${minimum}`
        : `, ${minimum} to ${maximum}`;
  return `${[type].flat().join(" or ")}${bounds}`;
}

function defaultOf({ default: value }) {
  return value === undefined ? "" : `\`${JSON.stringify(value)}\``;
}

/** The description in the README's terms, with that of each value: a link to a setting becomes its name. */
function textOf(
  { markdownDescription = "", enum: values = [], markdownEnumDescriptions = [] },
  texts,
) {
  const meanings = markdownEnumDescriptions.map(
    (meaning, index) => `\`${values[index]}\`: ${translated(meaning, texts)}`,
  );
  return [translated(markdownDescription, texts), ...meanings]
    .join(" ")
    .replaceAll(/`#(.+?)#`/g, "`$1`")
    .replaceAll("|", String.raw`\|`)
    .replaceAll("\n", " ");
}

function translated(text, texts) {
  return text.replace(/^%(.+)%$/, (_, key) => {
    if (texts[key] === undefined) throw new Error(`package.nls.json has no text "${key}".`);
    return texts[key];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const read = (name) => readFileSync(join(root, name), "utf8");
  const readme = read("README.md");
  const current = await withSettings(
    readme,
    JSON.parse(read("package.json")),
    JSON.parse(read("package.nls.json")),
  );
  if (current === readme) {
    console.log("The settings in README.md are up to date.");
  } else if (process.argv.includes("--write")) {
    writeFileSync(join(root, "README.md"), current);
    console.log("The settings in README.md were written anew.");
  } else {
    console.error("The settings in README.md are stale: run this again with --write.");
    process.exitCode = 1;
  }
}
