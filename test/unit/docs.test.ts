import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { SETTINGS_GUIDE, settingsGuide } from "../../scripts/settingsGuide.mjs";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(read("package.json"));
const texts: Record<string, string> = JSON.parse(read("package.nls.json"));

const LONGEST_LINE = 200;

/** A path of this repository in backticks: below one of its folders, or a file beside the README. */
const PATH = /`((?:src|test|docs|scripts|media)\/[^`\s]+|[a-z][\w.]*\.(?:json|md|mjs|mts))`/g;

describe("The guide to the settings", () => {
  it("says what the manifest says (renew it with npm run generate)", async () => {
    expect(read(SETTINGS_GUIDE)).toBe(await settingsGuide(manifest, texts));
  });

  it("would be stale after a change of any description, default or setting", async () => {
    const guide = await settingsGuide(manifest, texts);
    const described = { ...texts, "setting.redirectPort": "Something else." };
    const { properties } = manifest.contributes.configuration;
    const without = structuredClone(manifest);
    delete without.contributes.configuration.properties["mcpConnect.redirectPort"];
    const preset = structuredClone(manifest);
    preset.contributes.configuration.properties["mcpConnect.redirectPort"].default = 1;
    expect(Object.keys(properties)).toContain("mcpConnect.redirectPort");
    expect([
      (await settingsGuide(manifest, described)) === guide,
      (await settingsGuide(without, texts)) === guide,
      (await settingsGuide(preset, texts)) === guide,
    ]).toEqual([false, false, false]);
  });
});

describe("The README and the guides that it opens", () => {
  const guides = readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
  const pages = ["README.md", ...guides];

  it("have links that lead somewhere, to sections too", () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)]
        .filter(([, path = "", section]) => {
          const target = path === "" ? page : join(dirname(page), path);
          return !existsSync(join(root, target)) || !hasSection(target, section);
        })
        .map(([link]) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it("are named by the README", () => {
    expect(guides.filter((guide) => !read("README.md").includes(`(${guide})`))).toEqual([]);
  });

  it("name only paths that exist", () => {
    // docs/settings.md names paths of the user's workspace and the troubleshooting guide those of other programs.
    const missing = ["README.md", "docs/contributing.md", "docs/performance.md"].flatMap((page) =>
      [...read(page).matchAll(PATH)]
        // A name in angle brackets stands for any file of the folder.
        .map(([, path = ""]) => path.replace(/\/[^/]*<.*$/, ""))
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${page}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it("name a command as its title does, and so do the sentences of the code", () => {
    const plain = (title: string) => title.toLowerCase().replace("…", "");
    const titles = Object.entries(texts).flatMap(([key, title]) =>
      key.startsWith("command.") ? [title] : [],
    );
    const spelled = new Map(titles.map((title) => [plain(title), title.replace("…", "")]));
    const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `src/${name}`);
    const misspelt = [...pages, ...sources, "package.nls.json"].flatMap((path) =>
      [...read(path).matchAll(/“([^“”\n]+)”|\*\*([^*\n]+)\*\*/g)].flatMap(
        ([, quoted, bold = ""]) => {
          const written = (quoted ?? bold).replace("…", "");
          return (spelled.get(plain(written)) ?? written) === written
            ? []
            : [`${path}: ${written}`];
        },
      ),
    );
    expect([titles.includes("List credentials"), misspelt]).toEqual([true, []]);
  });

  it("can be read in their source without scrolling to the side", () => {
    // The troubleshooting guide has a paragraph a line.
    const wrapped = pages.filter((page) => page !== "docs/troubleshooting.md");
    const wide = wrapped.flatMap((page) =>
      read(page)
        .split("\n")
        .flatMap((line, index) => (line.length > LONGEST_LINE ? [`${page}:${index + 1}`] : [])),
    );
    expect(wide).toEqual([]);
  });
});

/** Whether a page has a heading with this anchor, in the form that GitHub and the editor give it. */
function hasSection(page: string, section: string | undefined): boolean {
  if (section === undefined) return true;
  return [...read(page).matchAll(/^#+ (.+)$/gm)].some(
    ([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-") === section,
  );
}

describe("The walks of docs/contributing.md", () => {
  /** How many files each walk numbers. */
  const lengths = Object.fromEntries(
    read("docs/contributing.md")
      .split(/^## … /m)
      .slice(1)
      .map((walk) => [walk.slice(0, walk.indexOf("\n")), [...walk.matchAll(/^\d\. /gm)].length]),
  );

  it("touch no more files than one change may", () => {
    expect(lengths).toEqual({
      "kind of credential": 6,
      "fact about a provider": 0,
      "client's file format": 2,
      rule: 0,
      "command or setting": 4 + 4,
    });
  });
});
