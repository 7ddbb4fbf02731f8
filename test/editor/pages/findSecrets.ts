import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** Files below a folder that contain one of the secrets, in clear, in base64, or as part of a URL. */
export async function findSecrets(
  folder: string,
  secrets: ReadonlyMap<string, string>,
): Promise<string[]> {
  const needles = [...secrets].flatMap(([secret, kind]) =>
    [
      Buffer.from(secret),
      Buffer.from(encodeURIComponent(secret)),
      // Without the last group, which depends on what follows.
      Buffer.from(Buffer.from(secret).toString("base64").slice(0, -4)),
      Buffer.from(secret, "utf16le"),
    ].map((needle) => ({ needle, kind })),
  );
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readIfThere(path);
    for (const kind of new Set(
      needles.filter(({ needle }) => content.includes(needle)).map((one) => one.kind),
    )) {
      found.push(`${kind} in ${relative(folder, path)}`);
    }
  }
  return found.toSorted();
}

/** A browser that runs removes and renames files meanwhile: what is gone stands nowhere. */
async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.of();
    throw error;
  }
}
