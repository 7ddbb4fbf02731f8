import { editDistance } from "./editDistance.ts";

/** The credential headers whose misspellings are recognized, as their providers write them (R45). */
const INTENDED = [
  "Authorization",
  "Proxy-Authorization",
  "X-Authorization",
  "API-Token",
  "X-API-Key",
  "Api-Key",
  "X-Auth-Token",
] as const;

/** Correct names that lie close to an intended one. Lower case. Seen in public files and providers' documentation. */
const CORRECT: ReadonlySet<string> = new Set([
  ...INTENDED.map((name) => name.toLowerCase()),
  "authentication",
  "x-api-token",
  "x-auth-key",
  "x-app-key",
  "x-app-token",
  "app-key",
  "app-token",
  "x-oauth-token",
  "oauth-token",
]);

/** Words one edit away from a part of an intended name that are words of their own. */
const OTHER_WORDS: ReadonlySet<string> = new Set([
  ..."app ai ap pi apm apk bpi cpi dpi epi fpi gpi hpi ipi kpi mpi npi ppi rpi spi tpi upi wpi".split(
    " ",
  ),
  ..."capi fapi mapi rapi sapi tapi wapi bapi apim apis".split(" "),
  ..."oauth auths hauth kid hey keyid".split(" "),
]);

/** Misspellings further than one edit away, by the word that was meant. */
const COMMON_MISSPELLINGS: ReadonlyMap<string, string> = new Map([
  ["autorisation", "authorization"],
  ["authorisations", "authorization"],
  ["authroisation", "authorization"],
  ["autherization", "authorization"],
  ["authoritzation", "authorization"],
  ["authorzation", "authorization"],
]);

/**
 * The header that was meant by a misspelt name, or undefined for a name that may well be right.
 * Only a part of the name that is misspelt by one edit counts (two in the long `Authorization`);
 * a different separator does not, as `X_API_KEY` and `APIKEY` are names of their own.
 */
export function intendedHeader(name: string): string | undefined {
  if (known.has(name)) return known.get(name);
  const intended = search(name);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(name, intended);
  return intended;
}

/** Answers so far: files repeat the same few names. */
const known = new Map<string, string | undefined>();
const MAX_KNOWN = 1_000;

function search(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (CORRECT.has(lower)) return undefined;
  // Before the parts are compared: `XAPI-Key` is nearer to `X-API-Key` than to `Api-Key`.
  const withHyphen = lower.replace(/^x(?=[a-z]+-)/, "x-");
  const glued = INTENDED.find((intended) => intended.toLowerCase() === withHyphen);
  if (glued !== undefined) return glued;
  const hyphens = lower.replaceAll(/-{2,}/g, "-").replaceAll(/^-|-$/g, "");
  if (hyphens !== lower) {
    const doubled = INTENDED.find((intended) => intended.toLowerCase() === hyphens);
    if (doubled !== undefined) return doubled;
  }
  const parts = lower.split(/[-_]/);
  const spelled = INTENDED.find((intended) =>
    isMisspelling(parts, intended.toLowerCase().split("-")),
  );
  if (spelled !== undefined) return spelled;
  return lower.includes("authorisation") ? american(name) : undefined;
}

/** `X-Foo-Authorisation` with the American spelling, which HTTP uses (RFC 9110, section 11.6.2). */
function american(name: string): string {
  return name.replaceAll(
    /(authori)s(ation)/gi,
    (_match, start: string, end: string) => `${start}z${end}`,
  );
}

function isMisspelling(parts: readonly string[], intended: readonly string[]): boolean {
  if (parts.length !== intended.length) return false;
  let misspelt = 0;
  for (const [index, word] of intended.entries()) {
    const part = parts[index] ?? "";
    if (part === word) continue;
    if (!isMisspeltWord(part, word)) return false;
    misspelt += 1;
  }
  return misspelt === 1;
}

function isMisspeltWord(part: string, word: string): boolean {
  if (word.length < 3 || OTHER_WORDS.has(part) || /\d/.test(part)) return false;
  if (COMMON_MISSPELLINGS.get(part) === word) return true;
  const limit = word === "authorization" ? 2 : 1;
  return editDistance(part, word, limit) <= limit;
}
