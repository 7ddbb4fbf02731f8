import type { Finding, Severity, TextRange } from "../../finding.ts";
import type { ConfigFile } from "../read/configFile.ts";
import type { Section, ServerEntry } from "../read/entry.ts";

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

/** What a rule found in a server; the engine adds the server, the rule's code and, unless given, its severity. */
export type Found = Omit<Finding, "code" | "severity" | "server" | "range"> & {
  readonly range: TextRange;
  readonly severity?: Severity;
};

/** What a rule found in a file; the server is missing where it concerns the whole file. */
export type FoundInFile = Found & Pick<Finding, "server">;

/**
 * What a rule looks at, from the whole to the detail: whether the file and its servers can be read, where and how they
 * are reached, the headers with their names, the form of a credential and its scheme, what stands for a value, the
 * bridge, and what is risky though it works. Findings of one place come in this order.
 */
export const STAGES = [
  "file",
  "address",
  "transport",
  "headers",
  "name",
  "form",
  "scheme",
  "placeholder",
  "variable",
  "method",
  "bridge",
  "risk",
] as const;

interface RuleBase {
  /** The code of its findings, which has a section in docs/troubleshooting.md. */
  readonly id: string;
  readonly stage: (typeof STAGES)[number];
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

/** Something that a server says and that matters beside what other parts of the file say. */
export interface Fact {
  /** What it is about: a token, the id of an input. */
  readonly about: string;
  /** Something else of the server that the rule needs for its judgement. */
  readonly detail: string;
  readonly range: TextRange;
}

/** A fact with where it comes from. */
export interface PlacedFact extends Fact {
  readonly server: string;
  readonly section: Section;
}

/**
 * A rule that needs the whole file. What it wants to know of each server it states as facts,
 * which are kept while the server's text stays the same.
 */
export interface FileRule extends RuleBase {
  readonly scope: "file";
  facts?(server: ServerEntry): readonly Fact[];
  find(
    file: ConfigFile,
    facts: readonly PlacedFact[],
    context: RuleContext,
  ): readonly FoundInFile[];
}

export type Rule = ServerRule | FileRule;
