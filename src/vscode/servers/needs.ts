import { sentenceOf, type Need } from "../../core/credentials/request/need.ts";
import { needFixes } from "../../core/status/needs.ts";
import type { Server } from "../../core/servers/server.ts";
import type { Fixes } from "../findings/index.ts";
import { showInformation } from "../ask/index.ts";

/**
 * Asks, without blocking, for what a server needs before it can work: once for each start of the server,
 * not once for each of its requests.
 */
export class NeedNotifications {
  readonly #fixes: Fixes;
  readonly #asked = new Set<string>();

  constructor(fixes: Fixes) {
    this.#fixes = fixes;
  }

  /** The server is started anew: its next need is asked for again. */
  reset(server: string): void {
    this.#asked.delete(server);
  }

  async ask(server: Server, need: Need): Promise<void> {
    if (this.#asked.has(server.name)) return;
    this.#asked.add(server.name);
    const offered = needFixes(server, need);
    const titles = offered.map(({ title }) => title);
    const chosen = await showInformation(sentenceOf(server, need), ...titles);
    const fix = offered.find(({ title }) => title === chosen);
    if (fix) await this.#fixes.apply(fix.action);
  }
}
