import { readdirSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { describe, expect, it } from "vitest";
import {
  CONFIG_FILE_NAMES,
  kindOfFile,
} from "../../../../src/core/configfiles/clients/fileKind.ts";
import type { ConfigFormat } from "../../../../src/core/configfiles/clients/format.ts";
import { FORMATS } from "../../../../src/core/configfiles/clients/index.ts";
import { fileFindings } from "../check/observed.ts";
import { readTable, tables } from "../../../fixtures/configfiles/corpus.ts";

const formats: readonly ConfigFormat[] = Object.values(FORMATS);
const source = join(import.meta.dirname, "../../../../src");

/** The ids of clients and of their files. */
const ids = new Set(formats.flatMap(({ id, files }) => [id, ...files.map((file) => file.id)]));

/** The patterns of the clients that we know for certain, with the files that they belong to. */
const patterns = formats
  .filter(({ isFallback }) => isFallback !== true)
  .flatMap(({ files }) => files.flatMap(({ id, paths }) => paths.map((path) => ({ id, path }))));

const examples = tables().flatMap((table) =>
  readTable("right", table).map((one) => ({ table, ...one })),
);

describe("the formats of clients", () => {
  it("have the id that their file has", () => {
    expect(formats.map(({ id }) => id)).toEqual(Object.keys(FORMATS));
  });

  it("have each a table of correct files, which are the client's by their paths", () => {
    const owners = new Set(examples.map(({ table }) => table));
    const foreign = examples.filter(({ table, path }) => {
      const places = kindOfFile(path)?.places ?? [];
      return !places.some(({ format }) => format.id === table);
    });
    expect([[...owners].toSorted(), foreign]).toEqual([Object.keys(FORMATS).toSorted(), []]);
  });

  it("do not dispute a file", () => {
    const disputed = examples.filter(({ path }) => {
      const lower = path.toLowerCase();
      const fitting = patterns.filter((one) => one.path.test(lower)).map(({ id }) => id);
      return new Set(fitting).size > 1;
    });
    expect(disputed).toEqual([]);
  });

  it("name the files that their patterns know", () => {
    const unnamed = examples.filter(({ path }) => {
      const name = path.split("/").at(-1) ?? "";
      return !CONFIG_FILE_NAMES.some((pattern) => matchesGlob(name, pattern));
    });
    expect(unnamed).toEqual([]);
  });

  it("have keys that are known for what they are in another client's file (R47)", () => {
    const unknown = formats
      .flatMap(({ urlKeys, headersKey }) => [
        ...urlKeys.map((key) => [key, "urlKey", { [key]: "https://a.example.com/mcp" }] as const),
        [
          headersKey,
          "headersKey",
          { url: "https://a.example.com/mcp", [headersKey]: { "X-Region": "eu" } },
        ] as const,
      ])
      // Cursor's own.
      .filter(([key]) => key !== "url" && key !== "headers")
      .filter(([, code, entry]) => {
        const text = JSON.stringify({ mcpServers: { a: entry } });
        return !fileFindings("/w/.cursor/mcp.json", text).some((one) => one.code === code);
      });
    expect(unknown).toEqual([]);
  });

  it("are facts to everyone else: no other source compares the id of a client", () => {
    const comparison = /[!=]==\s*"(\w+)"|\bcase "(\w+)"|"(\w+)"\s*[!=]==/g;
    const compared = readdirSync(source, { recursive: true, encoding: "utf8" })
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => path.endsWith(".ts") && !path.startsWith("core/configfiles/clients/"))
      .flatMap((path) =>
        [...readFileSync(join(source, path), "utf8").matchAll(comparison)]
          .filter(([, one, two, three]) => ids.has(one ?? two ?? three ?? ""))
          .map(([text]) => `${path}: ${text}`),
      );
    expect(compared).toEqual([]);
  });
});
