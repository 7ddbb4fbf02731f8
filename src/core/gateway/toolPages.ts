import type { ReadResult } from "./resultReader.ts";

/** Most unfinished listings that are remembered. */
const MAX_OPEN_LISTINGS = 200;

/** Adds up the pages of `tools/list`, which are requested one by one and perhaps by several clients at once. */
export class ToolPages {
  /** Tools before a page, by server and the cursor of the page. */
  readonly #before = new Map<string, number>();

  /** The number of tools up to and including a page. */
  add(
    server: string,
    requestedCursor: string | undefined,
    page: ReadResult & { readonly kind: "tools" },
  ): number {
    const before =
      requestedCursor === undefined ? 0 : (this.#before.get(keyOf(server, requestedCursor)) ?? 0);
    const total = before + page.count;
    if (page.nextCursor !== undefined) {
      if (this.#before.size >= MAX_OPEN_LISTINGS) this.#before.clear();
      this.#before.set(keyOf(server, page.nextCursor), total);
    }
    return total;
  }
}

function keyOf(server: string, cursor: string): string {
  return JSON.stringify([server, cursor]);
}
