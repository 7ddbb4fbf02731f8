import type { Finding, Fix, Severity, TextRange } from "../../finding.ts";
import type { ConfigFormat } from "../clients/format.ts";
import type { ConfigFile } from "../read/configFile.ts";
import type { ServerEntry } from "../read/entry.ts";
import { readEntry } from "../read/readEntry.ts";
import { RULES } from "../rules/index.ts";
import { rangeEnd } from "../syntax/node.ts";
import { ignoredParts } from "./ignoreComments.ts";
import type {
  Fact,
  FileRule,
  FoundInFile,
  PlacedFact,
  Rule,
  RuleContext,
  ServerContext,
  ServerRule,
} from "./rule.ts";
import { STAGES } from "./rule.ts";

/** How findings are chosen and weighted, beside what the rules may know. */
export interface FindingOptions extends RuleContext {
  /** Another severity for the findings of a code, or none at all. */
  readonly severities?: Readonly<Record<string, Severity | "off">> | undefined;
  /** Findings to leave out: of a code, of a server, or of a code in a server. */
  readonly ignore?: readonly { readonly code?: string; readonly server?: string }[] | undefined;
}

type PlacedFinding = Finding & { readonly range: TextRange };

/** What the rules found in one server, with offsets counted from the beginning of its entry. */
interface Judged {
  readonly findings: readonly PlacedFinding[];
  /** What the rules for the whole file want to know of it. */
  readonly facts: ReadonlyMap<FileRule, readonly Fact[]>;
  /** The environment variables that were asked for, with the answers that the findings rest on. */
  readonly asked: ReadonlyMap<string, boolean>;
}

/** What was found in servers, by their format and their text. */
type JudgedTexts = Map<ConfigFormat, Map<string, Judged>>;

/** What all servers of a file gave, with offsets in the file. */
interface Gathered {
  readonly findings: PlacedFinding[];
  readonly facts: Map<FileRule, PlacedFact[]>;
}

/** Every rule, in the order in which findings of one place are listed. */
const ORDERED: readonly Rule[] = Object.values<Rule>(RULES).toSorted(
  (one, other) =>
    STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage) || (one.id < other.id ? -1 : 1),
);
const SERVER_RULES = ORDERED.filter((rule): rule is ServerRule => rule.scope === "server");
const WHOLE_FILE_RULES = ORDERED.filter((rule): rule is FileRule => rule.scope === "file");
const CODES: ReadonlySet<string> = new Set(ORDERED.map(({ id }) => id));

/**
 * Checks one file again and again while it is edited. A server whose text did not change is not judged again,
 * so that typing in a file of a thousand servers costs little more than reading it.
 */
export class FileChecker {
  #judged: JudgedTexts = new Map();
  #surroundings = "";

  /** Findings of the file as it is now, in its order. Pure but for what it remembers; never throws, whatever the text is. */
  check(file: ConfigFile, options: FindingOptions = {}): Finding[] {
    const { findings, facts } = this.#servers(file, options);
    const found = [...findings, ...inWholeFile(file, facts, options)];
    return select(found, file, options).toSorted((a, b) => a.range.offset - b.range.offset);
  }

  /** Judges the servers whose text is new, and takes the others as they were. */
  #servers(file: ConfigFile, options: FindingOptions): Gathered {
    const inputs = new Set(file.sections.flatMap((section) => section.inputs.map(({ id }) => id)));
    this.#forgetUnder(
      JSON.stringify([file.kind.id, [...inputs], options.trackedFile, options.nodeMajor]),
    );
    const judged: JudgedTexts = new Map();
    const gathered: Gathered = { findings: [], facts: new Map() };
    const context = { ...options, text: file.text, inputs };
    for (const section of file.sections) {
      const { format } = section;
      const before = this.#judged.get(format);
      const texts = judged.get(format) ?? new Map<string, Judged>();
      judged.set(format, texts);
      for (const member of section.members) {
        const { offset } = member;
        const text = file.text.slice(offset, rangeEnd(member));
        let result = before?.get(text);
        if (result === undefined || !stillHolds(result, options)) {
          result = judge(readEntry(member, format), context);
        }
        texts.set(text, result);
        for (const finding of result.findings) gathered.findings.push(shift(finding, offset));
        for (const [rule, facts] of result.facts) {
          let all = gathered.facts.get(rule);
          if (all === undefined) gathered.facts.set(rule, (all = []));
          for (const fact of facts) {
            const range = shiftRange(fact.range, offset);
            all.push({ ...fact, range, server: member.key.value, section });
          }
        }
      }
    }
    this.#judged = judged;
    return gathered;
  }

  #forgetUnder(surroundings: string): void {
    if (surroundings === this.#surroundings) return;
    this.#surroundings = surroundings;
    this.#judged.clear();
  }
}

function judge(server: ServerEntry, context: ServerContext): Judged {
  const asked = new Map<string, boolean>();
  const { env } = context;
  const recording = (name: string): boolean => {
    const answer = env?.(name) ?? false;
    asked.set(name, answer);
    return answer;
  };
  const recorded = env === undefined ? context : { ...context, env: recording };
  // A loop: this runs for every rule of every server, and most find nothing.
  const findings: PlacedFinding[] = [];
  for (const rule of SERVER_RULES) {
    for (const found of rule.find(server, recorded)) {
      findings.push(shift({ ...placed(rule, found), server: server.name }, -server.member.offset));
    }
  }
  const facts = new Map<FileRule, readonly Fact[]>();
  for (const rule of WHOLE_FILE_RULES) {
    const stated = rule.facts?.(server) ?? [];
    if (stated.length === 0) continue;
    const range = (fact: Fact) => shiftRange(fact.range, -server.member.offset);
    facts.set(
      rule,
      stated.map((fact) => ({ ...fact, range: range(fact) })),
    );
  }
  return { findings, facts, asked };
}

function stillHolds({ asked }: Judged, { env }: FindingOptions): boolean {
  return [...asked].every(([name, answer]) => (env?.(name) ?? false) === answer);
}

function inWholeFile(
  file: ConfigFile,
  facts: Gathered["facts"],
  options: FindingOptions,
): PlacedFinding[] {
  return WHOLE_FILE_RULES.flatMap((rule) =>
    rule.find(file, facts.get(rule) ?? [], options).map((found) => placed(rule, found)),
  );
}

function placed(rule: Rule, found: FoundInFile): PlacedFinding {
  return { code: rule.id, ...found, severity: found.severity ?? rule.severity };
}

/** Leaves out what the user does not want to see, and weighs the rest as the user wants it. */
function select(
  findings: readonly PlacedFinding[],
  file: ConfigFile,
  { severities = {}, ignore = [] }: FindingOptions,
): PlacedFinding[] {
  const parts = ignoredParts(file, CODES);
  return findings.flatMap((finding) => {
    const { code, server, range } = finding;
    const severity = Object.hasOwn(severities, code) ? severities[code] : undefined;
    if (severity === "off") return [];
    const isListed = ignore.some(
      (one) =>
        (one.code !== undefined || one.server !== undefined) &&
        (one.code === undefined || one.code === code) &&
        (one.server === undefined || one.server === server),
    );
    const isCommented = parts.some(
      ({ start, end, codes }) =>
        range.offset >= start && range.offset < end && (codes?.has(code) ?? true),
    );
    if (isListed || isCommented) return [];
    return [severity === undefined ? finding : { ...finding, severity }];
  });
}

function shift(finding: PlacedFinding, by: number): PlacedFinding {
  if (by === 0) return finding;
  return {
    ...finding,
    range: shiftRange(finding.range, by),
    fixes: finding.fixes.map((fix) => shiftFix(fix, by)),
  };
}

function shiftFix(fix: Fix, by: number): Fix {
  if (fix.kind === "edit") {
    const edits = fix.edits.map(({ range, text }) => ({ range: shiftRange(range, by), text }));
    return { ...fix, edits };
  }
  const { action } = fix;
  if (!("range" in action) || action.range === undefined) return fix;
  return { ...fix, action: { ...action, range: shiftRange(action.range, by) } };
}

function shiftRange({ offset, length }: TextRange, by: number): TextRange {
  return { offset: offset + by, length };
}
