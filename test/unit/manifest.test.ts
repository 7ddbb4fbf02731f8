import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KINDS } from "../../src/core/kinds/index.ts";
import { parseServers } from "../../src/core/servers/parse.ts";
import {
  AUTHENTICATION_PROVIDER,
  COMMANDS,
  CONTEXT_KEYS,
  EXTENSION_ID,
  MCP_PROVIDER,
  SERVERS_VIEW,
  SETTINGS,
  SETTINGS_SECTION,
  serverContext,
  TREE_CONTEXTS,
} from "../../src/manifest.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly oneOf?: readonly Schema[];
}
interface MenuItem {
  readonly command: string;
  readonly when?: string;
}
interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly main: string;
  readonly icon: string;
  readonly engines: { readonly vscode: string };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly mcpServerDefinitionProviders: readonly { readonly id: string }[];
    readonly authentication: readonly { readonly id: string }[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly commands: readonly {
      readonly command: string;
      readonly title?: string;
      readonly category?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Schema>> };
  };
}

const manifest: Manifest = JSON.parse(read("package.json"));
const texts: Readonly<Record<string, string>> = JSON.parse(read("package.nls.json"));
const { contributes } = manifest;
const properties = contributes.configuration.properties;
const menuItems = Object.values(contributes.menus).flat();
const sorted = (values: Iterable<string>) => [...new Set(values)].toSorted();

/** All texts in the manifest, wherever they stand. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
const conditions = sorted(
  textsIn(contributes).filter((text) =>
    /(?:^|[\s!(])(?:view|viewItem|mcpConnect\.\S+) (?:==|=~)/.test(text),
  ),
);

describe("The ids of package.json are those of the code", () => {
  it("for the extension, its commands, views, settings and providers", () => {
    expect({
      extension: `${manifest.publisher}.${manifest.name}`,
      commands: contributes.commands.map(({ command }) => command).toSorted(),
      views: Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id)),
      settings: Object.keys(properties).toSorted(),
      authentication: contributes.authentication.map(({ id }) => id),
      mcp: contributes.mcpServerDefinitionProviders.map(({ id }) => id),
    }).toEqual({
      extension: EXTENSION_ID,
      commands: [...COMMANDS].toSorted(),
      views: [SERVERS_VIEW],
      settings: SETTINGS.map((id) => `${SETTINGS_SECTION}.${id}`).toSorted(),
      authentication: [AUTHENTICATION_PROVIDER],
      mcp: [MCP_PROVIDER],
    });
  });

  it("for every command, view and container that something refers to", () => {
    const linked = [
      ...textsIn(texts)
        .join("\n")
        .matchAll(/\(command:(mcpConnect\.\w+)/g),
    ];
    const commands = sorted([
      ...menuItems.map(({ command }) => command),
      ...linked.map(([, command = ""]) => command),
    ]);
    const views = sorted([
      ...contributes.viewsWelcome.map(({ view }) => view),
      ...conditions.flatMap((when) =>
        [...when.matchAll(/\bview == (\S+)/g)].map(([, id = ""]) => id),
      ),
    ]);
    expect({
      commands: commands.filter((command) => !COMMANDS.some((known) => known === command)),
      views: views.filter((view) => view !== SERVERS_VIEW),
      containers: Object.keys(contributes.views),
    }).toEqual({
      commands: [],
      views: [],
      containers: contributes.viewsContainers.activitybar.map(({ id }) => id),
    });
  });

  it("for what the tree sets on its items", () => {
    const known = new Set<string>([
      ...Object.values(TREE_CONTEXTS),
      ...Object.values(KINDS).flatMap((kind) => [
        serverContext(kind, true),
        serverContext(kind, false),
      ]),
    ]);
    const named = conditions.flatMap((when) =>
      [...when.matchAll(/viewItem == ([\w.]+)/g)].map(([, value = ""]) => value),
    );
    const patterns = conditions.flatMap((when) =>
      [...when.matchAll(/viewItem =~ \/(.+?)\/(?=\s|\)|$)/g)].map(([, source = ""]) => source),
    );
    const compared = conditions.join(" ").match(/viewItem/g) ?? [];
    const isReached = (value: string) =>
      named.includes(value) || patterns.some((source) => new RegExp(source).test(value));
    expect({
      seen: named.length + patterns.length,
      unknown: named.filter((value) => !known.has(value)),
      without: [...known].filter((value) => !isReached(value)),
      idle: patterns.filter(
        (source) => ![...known].some((value) => new RegExp(source).test(value)),
      ),
    }).toEqual({
      seen: compared.length,
      unknown: [],
      // A step and a finding have no menu: their fixes are items of the tree.
      without: [TREE_CONTEXTS.step, TREE_CONTEXTS.finding],
      idle: [],
    });
  });

  it("for the context keys that conditions read", () => {
    const whens = textsIn(contributes).filter((text) => !text.startsWith("%"));
    const keys = whens.flatMap((text) =>
      [...text.matchAll(/(?:^|[\s!(])(mcpConnect\.[\w.]+)(?=\s*(?:&&|\|\||==|!=|=~|\)|$))/g)].map(
        ([, key = ""]) => key,
      ),
    );
    const ids = new Set<string>([...COMMANDS, SERVERS_VIEW, MCP_PROVIDER]);
    expect(sorted(keys.filter((key) => !ids.has(key)))).toEqual([...CONTEXT_KEYS]);
  });
});

describe("The texts", () => {
  it("of package.json and package.nls.json are the same, both ways", () => {
    const used = textsIn(manifest).flatMap((text) => /^%(.+)%$/.exec(text)?.[1] ?? []);
    expect(sorted(used)).toEqual(Object.keys(texts).toSorted());
  });

  it("of every command are a title and a category, none of them in the manifest itself", () => {
    const bare = contributes.commands.filter(
      ({ title = "", category = "" }) => !/^%.+%$/.test(title) || category === "",
    );
    expect(bare).toEqual([]);
  });

  it("name a command by its title, as the user finds it, in the code and the guides too", () => {
    const titles = Object.entries(texts)
      .filter(([key]) => key.startsWith("command."))
      .map(([, title]) => title.replace("…", ""));
    const files = ["src", "docs"]
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map(
          (path) => `${folder}/${path}`,
        ),
      )
      .filter((path) => /\.(?:ts|md)$/.test(path));
    const named = ["package.nls.json", "README.md", ...files].flatMap((path) =>
      [...read(path).matchAll(/(?:“|\*\*)(\w[\w ]+)…?(?:”|\*\*)/g)].map(([, name = ""]) => name),
    );
    expect(
      named.filter((name) =>
        titles.some((title) => title !== name && title.toLowerCase() === name.toLowerCase()),
      ),
    ).toEqual([]);
  });

  it("describe every setting and every member of a server", () => {
    const undescribed = (schemas: Readonly<Record<string, Schema>>, path: string): string[] =>
      Object.entries(schemas).flatMap(([name, schema]) => [
        ...("markdownDescription" in schema ? [] : [`${path}.${name}`]),
        ...undescribed(schema.properties ?? {}, `${path}.${name}`),
        ...undescribed(schema.additionalProperties?.properties ?? {}, `${path}.${name}`),
        ...(schema.oneOf ?? []).flatMap((one) =>
          undescribed(one.properties ?? {}, `${path}.${name}`),
        ),
      ]);
    expect(undescribed(properties, "")).toEqual([]);
  });
});

describe("The schema of a server", () => {
  const server = properties["mcpConnect.servers"]?.additionalProperties?.properties ?? {};

  /** A value that the schema allows, as a user might write it. */
  function sample(schema: Schema): unknown {
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    // A secret stands in settings as a reference to an environment variable only.
    if (schema.pattern?.includes("env:") === true) return "${env:NAME}";
    if (schema.minimum !== undefined) return schema.minimum;
    const [type = "string"] = [schema.type].flat();
    if (type === "object") return samples(schema.properties ?? {});
    const scalars = new Map<string, unknown>([
      ["boolean", true],
      ["number", 1],
      ["array", ["read"]],
    ]);
    return scalars.get(type) ?? "https://mcp.example/mcp";
  }

  function samples(members: Readonly<Record<string, Schema>>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(members).map(([name, member]) => [name, sample(member)]),
    );
  }

  it.each(Object.keys(KINDS))("names nothing for %s that the parser does not read", (type) => {
    const kind = server["auth"]?.oneOf?.find((one) => one.properties?.["type"]?.const === type);
    const auth = {
      ...samples(kind?.properties ?? {}),
      ...((type === "token" || type === "jwt") && { header: "X-Token", scheme: "Token" }),
      ...(type === "basic" && { username: "ada" }),
      ...(type === "oauth" && {
        tenantId: "contoso.example",
        instanceUrl: "https://crm.my.salesforce.com",
      }),
    };
    const { url, type: transport, headers, secretHeaders } = server;
    const entry = {
      url: sample(url ?? {}),
      type: sample(transport ?? {}),
      headers: sample(headers ?? {}),
      auth,
      secretHeaders: {
        "X-Key": {
          ...samples(secretHeaders?.additionalProperties?.properties ?? {}),
          scheme: "Key",
        },
      },
    };
    const { findings, servers } = parseServers({ crm: entry });
    expect([findings, servers.map((parsed) => parsed.auth.type), Object.keys(server)]).toEqual([
      [],
      [type],
      Object.keys(entry),
    ]);
  });
});

describe("The extension", () => {
  it("is typed by the oldest editor that it runs in", () => {
    const { version }: { version: string } = JSON.parse(
      read("node_modules/@types/vscode/package.json"),
    );
    expect([manifest.engines.vscode, version, manifest.devDependencies["@types/vscode"]]).toEqual([
      "^1.105.0",
      "1.105.0",
      "1.105.0",
    ]);
  });

  it("takes nothing from a workspace that is not trusted that says where requests go", () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    expect({
      servers: restricted.includes("mcpConnect.servers"),
      unknown: restricted.filter((id) => properties[id] === undefined),
    }).toEqual({ servers: true, unknown: [] });
  });

  it("is packed from a list of what belongs into it", () => {
    const [first, ...kept] = read(".vscodeignore").split("\n").filter(Boolean);
    const folders = readdirSync(root).filter((name) =>
      ["src", "test", "node_modules", "out"].includes(name),
    );
    expect({
      first,
      exceptions: kept.filter((line) => !line.startsWith("!")),
      kept: ["!package.json", "!package.nls.json", "!README.md", "!LICENSE"].filter(
        (line) => !kept.includes(line),
      ),
      sources: folders.filter((folder) => kept.some((line) => line.startsWith(`!${folder}`))),
    }).toEqual({ first: "**", exceptions: [], kept: [], sources: [] });
  });

  it("has the pictures that its manifest names, among what is packed", () => {
    const pictures = sorted(
      textsIn(manifest).filter((text) => /^media\/.+\.(?:png|svg)$/.test(text)),
    );
    expect([
      pictures.includes(manifest.icon),
      pictures.filter((path) => !existsSync(join(root, path))),
      read(".vscodeignore").includes("!media/**"),
    ]).toEqual([true, [], true]);
  });
});
