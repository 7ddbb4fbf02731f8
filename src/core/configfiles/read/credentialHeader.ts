import { spanText } from "../syntax/node.ts";
import type { HeaderEntry } from "./entry.ts";
import { intendedHeader } from "./headerNames.ts";

/** Field names that RFC 9110 (section 5.1) allows. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Whether a name can be a header at all. */
export function isHeaderName(name: string): boolean {
  return TOKEN.test(name);
}

/** The name as HTTP allows it: without blanks around it, remarks in parentheses and a colon at the end. */
function cleanHeaderName(name: string): string {
  const bare = name
    .replaceAll(/\([^)]*\)/g, " ")
    .trim()
    .replace(/\s*:+$/, "")
    .replaceAll(/\s+/g, "-");
  return bare.replaceAll(/[^!#$%&'*+.^_`|~0-9A-Za-z-]/g, "");
}

/** A name as it should be: what HTTP does not allow taken out, and misspellings of well-known names corrected. */
export function correctedName(written: string): string {
  const name = isHeaderName(written) ? written : cleanHeaderName(written);
  return intendedHeader(name) ?? name;
}

/** The header that an entry means, in lower case. */
export function meantHeader(header: HeaderEntry): string {
  return correctedName(spanText(header.name)).toLowerCase();
}

/** Whether a header, named in lower case, is `Authorization` or its sibling for proxies. */
export function isAuthorization(name: string): boolean {
  return name === "authorization" || name === "proxy-authorization";
}

const CREDENTIAL_WORDS: ReadonlySet<string> = new Set(
  "authorization authentication auth apikey token secret password passwd cookie credential key pat jwt".split(
    " ",
  ),
);

/** Words that make of a key's name something about the key. */
const OTHER_WORDS: ReadonlySet<string> = new Set(
  "public idempotency id ids name type url uri email path file host limit expires ttl version scheme source mode provider realm".split(
    " ",
  ),
);

/** Whether a name, of a header, a variable or an option, says that its value is a credential. */
export function namesCredential(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  if (words.some((word) => OTHER_WORDS.has(word))) return false;
  const last = words.at(-1);
  return words.some((word) => CREDENTIAL_WORDS.has(word)) || last === "api";
}
