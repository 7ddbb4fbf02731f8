import { window } from "vscode";
import { sentenceOf, type Need } from "../../core/credentials/request/need.ts";
import type { FixAction } from "../../core/finding.ts";
import { needFixes } from "../../core/status/needs.ts";
import type { Server } from "../../core/servers/server.ts";

/**
 * Asks, without blocking, for what a server needs before it can work: once for each start of the server,
 * not once for each of its requests.
 */
export class NeedNotifications {
  readonly #apply: (action: FixAction) => Promise<void>;
  readonly #asked = new Set<string>();

  /** `apply` does what the chosen fix says. */
  constructor(apply: (action: FixAction) => Promise<void>) {
    this.#apply = apply;
  }

  /** The server is started anew: its next need is asked for again. */
  reset(server: string): void {
    this.#asked.delete(server);
  }

  async ask(server: Server, need: Need): Promise<void> {
    if (this.#asked.has(server.name)) return;
    this.#asked.add(server.name);
    const fixes = needFixes(server, need);
    const titles = fixes.map(({ title }) => title);
    const chosen = await window.showInformationMessage(sentenceOf(server, need), ...titles);
    const fix = fixes.find(({ title }) => title === chosen);
    if (fix) await this.#apply(fix.action);
  }
}
