import type { ConfigFile } from "../../configfiles/configFile.ts";
import type { ServerEntry } from "../../configfiles/entry.ts";
import type { Finding, Severity, TextRange } from "../finding.ts";

/** What rules may know beside the file's text. */
export interface RuleContext {
  /** Whether an environment variable is set; absent where the environment of the client is not known. */
  readonly env?: ((name: string) => boolean) | undefined;
  /** Whether version control tracks the file. */
  readonly trackedFile?: boolean | undefined;
  /** Major version of the Node.js on PATH, null where there is none; absent where nobody looked. */
  readonly nodeMajor?: number | null | undefined;
}

/** What a rule may know of the file around the server that it judges. */
export interface ServerContext extends RuleContext {
  /** The whole file. */
  readonly text: string;
  /** Ids of the inputs that the file defines. */
  readonly inputs: ReadonlySet<string>;
}

/** A finding as a rule states it; its code, and its severity unless given, are the rule's. */
export type Found = Omit<Finding, "code" | "severity" | "range"> & {
  readonly range: TextRange;
  readonly severity?: Severity;
};

interface RuleBase {
  /** The code of its findings, which has a section in docs/troubleshooting.md. */
  readonly id: string;
  readonly severity: Severity;
}

/**
 * A rule that judges one server by itself. Its ranges and edits stay inside the server's entry,
 * so that what it found stays true while other servers are edited.
 */
export interface ServerRule extends RuleBase {
  readonly scope: "server";
  find(server: ServerEntry, context: ServerContext): readonly Found[];
}

/** A rule that needs the whole file. */
export interface FileRule extends RuleBase {
  readonly scope: "file";
  find(file: ConfigFile, context: RuleContext): readonly Found[];
}

export type Rule = ServerRule | FileRule;
