// Writes docs/settings.md from the settings that package.json declares:
//   node scripts/node24.mjs scripts/settingsGuide.mjs --write
// Without --write it only says whether the guide is up to date. A unit test does the same.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format, resolveConfig } from "prettier";
import { root } from "./node24.mjs";

/** Where the guide is, from the root. */
export const SETTINGS_GUIDE = "docs/settings.md";

const LINE_WIDTH = 120;

/** The text of the guide: a section for each setting, for the members of a server, and for each kind of credential. */
export async function settingsGuide(manifest, texts) {
  const { properties } = manifest.contributes.configuration;
  const servers = properties["mcpConnect.servers"].additionalProperties.properties;
  const text = [
    "# Settings",
    "<!-- Written by `npm run generate` from package.json and package.nls.json. -->",
    ...Object.entries(properties).flatMap(([name, schema]) => [
      `## \`${name}\``,
      sentences([`${capitalized(valuesOf(schema))}.`, defaultOf(schema, "Default: ", ".")]),
      textOf(schema, texts),
      meaningsOf(schema, texts),
    ]),
    "## A server in `mcpConnect.servers`",
    members(servers, texts),
    ...servers.auth.oneOf.flatMap((kind) => {
      const { type, ...rest } = kind.properties;
      return [
        `## \`"auth": { "type": "${type.const}" }\``,
        textOf(type, texts),
        members(rest, texts),
      ];
    }),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
  const path = join(root, SETTINGS_GUIDE);
  return format(text, {
    ...(await resolveConfig(path)),
    filepath: path,
    proseWrap: "always",
    printWidth: LINE_WIDTH,
  });
}

/** A list of members, and below each the members or values that it has itself. */
function members(properties, texts, indent = "") {
  return Object.entries(properties)
    .map(([name, schema]) => {
      const facts = `${valuesOf(schema)}${defaultOf(schema, ", default ", "")}`;
      const own = schema.properties ?? schema.additionalProperties?.properties;
      const inner = own ? members(own, texts, `${indent}  `) : "";
      return [
        `${indent}- \`${name}\` (${facts}): ${textOf(schema, texts)}`,
        meaningsOf(schema, texts, `${indent}  `),
        inner,
      ]
        .filter((part) => part !== "")
        .join("\n");
    })
    .join("\n");
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

function defaultOf({ default: value }, before, after) {
  return value === undefined ? "" : `${before}\`${JSON.stringify(value)}\`${after}`;
}

/** The description outside the editor, where a link to a setting is its name. */
function textOf({ markdownDescription = "" }, texts) {
  return translated(markdownDescription, texts)
    .replaceAll(/`#(.+?)#`/g, "`$1`")
    .replaceAll("\n", " ");
}

function meaningsOf({ enum: values = [], markdownEnumDescriptions = [] }, texts, indent = "") {
  return markdownEnumDescriptions
    .map(
      (meaning, index) =>
        `${indent}- \`${values[index]}\`: ${textOf({ markdownDescription: meaning }, texts)}`,
    )
    .join("\n");
}

function translated(text, texts) {
  return text.replace(/^%(.+)%$/, (_, key) => {
    if (texts[key] === undefined) throw new Error(`package.nls.json has no text "${key}".`);
    return texts[key];
  });
}

function sentences(parts) {
  return parts.filter((part) => part !== "").join(" ");
}

function capitalized(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const parsed = (name) => JSON.parse(readFileSync(join(root, name), "utf8"));
  const path = join(root, SETTINGS_GUIDE);
  const current = await settingsGuide(parsed("package.json"), parsed("package.nls.json"));
  if (existsSync(path) && readFileSync(path, "utf8") === current) {
    console.log(`${SETTINGS_GUIDE} is up to date.`);
  } else if (process.argv.includes("--write")) {
    writeFileSync(path, current);
    console.log(`${SETTINGS_GUIDE} was written anew.`);
  } else {
    console.error(`${SETTINGS_GUIDE} is stale: run "npm run generate".`);
    process.exitCode = 1;
  }
}
