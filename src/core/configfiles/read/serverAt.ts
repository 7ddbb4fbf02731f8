import { rangeEnd } from "../syntax/node.ts";
import type { ConfigFile } from "./configFile.ts";
import type { ServerEntry } from "./entry.ts";

/** A server in a configuration file, as far as the editor's menus want to know it. */
export interface FoundServer {
  readonly name: string;
  readonly kind: ServerEntry["kind"];
  /** Whether it stands in the settings of MCP Connect. */
  readonly isOurs: boolean;
}

/** The servers of a file, in its order. */
export function serversIn(file: ConfigFile): FoundServer[] {
  return entriesIn(file).map(found);
}

/** The server whose entry holds an offset. */
export function serverAt(file: ConfigFile, offset: number): FoundServer | undefined {
  const entry = entriesIn(file).find(
    ({ member }) => offset >= member.offset && offset <= rangeEnd(member),
  );
  return entry && found(entry);
}

function entriesIn({ sections }: ConfigFile): ServerEntry[] {
  return sections.flatMap(({ servers }) => servers);
}

function found({ name, kind, format }: ServerEntry): FoundServer {
  return { name, kind, isOurs: format.isOwn };
}
