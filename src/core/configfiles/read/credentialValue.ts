import { isAuthorization } from "./credentialHeader.ts";
import { editDistance } from "./editDistance.ts";

/** Authentication schemes seen in `Authorization`, in lower case; the IANA registry's and those that services made up. */
const SCHEMES: ReadonlySet<string> = new Set(
  "bearer basic token apikey api-key api_key digest negotiate ntlm dpop hawk hoba mutual oauth aws4-hmac-sha256 key splunk jwt bot sso-key genietoken klaviyo-api-key zoho-oauthtoken zoho-enczapikey client-id apitoken api-token privatetoken session sharedaccesssignature sharedkey snowflake discogs ssws internal gogs".split(
    " ",
  ),
);

/** A header's value in its parts; the token is everything behind the scheme. */
export interface CredentialParts {
  readonly scheme: string;
  readonly token: string;
}

/** Splits a value into scheme and token. Where no known scheme stands, the scheme is empty and the token is the value. */
export function splitCredential(value: string): CredentialParts {
  const match = /^(\S+)[ \t]+(\S[\s\S]*)$/.exec(value);
  const scheme = match?.[1] ?? "";
  if (match === null || !SCHEMES.has(scheme.toLowerCase())) return { scheme: "", token: value };
  return { scheme, token: match[2] ?? "" };
}

/** What is wrong with the form of a credential header's value (R46). */
export type ValueProblem =
  | "valueLineBreak"
  | "valueQuoted"
  | "headerNameInValue"
  | "schemeRepeated"
  | "schemeWithoutSpace"
  | "schemeMisspelt";

export interface ValueInspection {
  /** The first thing that is wrong, in the order in which the value is taken apart. */
  readonly problem: ValueProblem | undefined;
  /** The value with everything put right that can be; the value itself where nothing is wrong. */
  readonly repaired: string;
}

/** Looks at the value of a credential header, whose name is given in lower case. */
export function inspectValue(header: string, value: string): ValueInspection {
  let problem: ValueProblem | undefined;
  let repaired = value;
  for (let round = 0; round < 8; round += 1) {
    const step = repairOnce(header, repaired);
    if (step === undefined || step.value === repaired) break;
    problem ??= step.problem;
    repaired = step.value;
  }
  return { problem, repaired };
}

interface Repair {
  readonly problem: ValueProblem;
  readonly value: string;
}

function repairOnce(header: string, value: string): Repair | undefined {
  if (/[\r\n]/.test(value)) {
    return { problem: "valueLineBreak", value: value.replaceAll(/\s*[\r\n]+\s*/g, " ").trim() };
  }
  const quoted = /^\s*(["'`])([^]*)\1\s*$/.exec(value)?.[2];
  if (quoted !== undefined) return { problem: "valueQuoted", value: quoted.trim() };
  const label = /^\s*([\w-]+)\s*:\s*/.exec(value);
  const name = label?.[1]?.toLowerCase();
  if (label !== null && (name === header || name === "authorization")) {
    return { problem: "headerNameInValue", value: value.slice(label[0].length) };
  }
  return isAuthorization(header) ? repairScheme(value) : undefined;
}

function repairScheme(value: string): Repair | undefined {
  const glued =
    /^\s*(bearer|basic)(?:(?=\$\{|<)|(?=[A-Z0-9_-]{6,}$)|(?=eyJ))(?![- _]?token\b)/i.exec(value);
  if (glued !== null && /^\S+$/.test(value.trim())) {
    const scheme = glued[1] ?? "";
    return {
      problem: "schemeWithoutSpace",
      value: `${capital(scheme)} ${value.trim().slice(scheme.length)}`,
    };
  }
  const match =
    /^\s*(\S+?)(:?)[ \t]+(\S[^]*)$/.exec(value) ?? /^\s*(bearer|basic)(:)(\S+)$/i.exec(value);
  if (match === null) return undefined;
  const [, word = "", colon = "", rest = ""] = match;
  const meant = meantScheme(word);
  if (meant !== undefined || colon !== "") {
    const known = SCHEMES.has(word.toLowerCase());
    if (meant === undefined && !known) return undefined;
    return { problem: "schemeMisspelt", value: `${meant ?? word} ${rest}` };
  }
  return repairRest(word, rest);
}

/** What stands behind a scheme that is right: the scheme again, or a token in quotes. */
function repairRest(word: string, rest: string): Repair | undefined {
  const lower = word.toLowerCase();
  if (lower !== "bearer" && lower !== "basic" && lower !== "token") return undefined;
  const second = /^(bearer|basic|token):?[ \t]+(\S[^]*)$/i.exec(rest);
  if (second !== null) {
    return { problem: "schemeRepeated", value: `${second[1] ?? ""} ${second[2] ?? ""}` };
  }
  const quoted = /^(["'`])([^]*)\1\s*$/.exec(rest)?.[2];
  if (quoted !== undefined) return { problem: "valueQuoted", value: `${word} ${quoted.trim()}` };
  return undefined;
}

const MISSPELT_BEARER: ReadonlySet<string> = new Set([
  "bear",
  "beer",
  "bearrr",
  "baer",
  "brearer",
  "beaber",
]);

/** The scheme that a misspelt word means; undefined for schemes that exist and for words that are no scheme at all. */
export function meantScheme(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (SCHEMES.has(lower) || !/^[a-z]+$/.test(lower)) return undefined;
  if (MISSPELT_BEARER.has(lower)) return "Bearer";
  if (lower.startsWith("b") && lower.length >= 4) {
    if (editDistance(lower, "basic", 1) <= 1) return "Basic";
    if (editDistance(lower, "bearer", 2) <= 2) return "Bearer";
  }
  return ["ebarer", "earer", "vearer", "nearer"].includes(lower) ? "Bearer" : undefined;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

/** Whether a text can be Basic credentials: base64 of `user:password` (RFC 7617). */
export function isBasicCredential(token: string): boolean {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(token)) return false;
  return Buffer.from(token, "base64").includes(":");
}
