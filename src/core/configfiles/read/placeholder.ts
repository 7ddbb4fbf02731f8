/** Text that documentation prints where the reader's own value belongs. Offsets in the text that was searched. */
export interface Placeholder {
  readonly start: number;
  readonly end: number;
}

/** Marks that no credential has: brackets around words, ellipses, stars, letters outside ASCII. */
const MARKS =
  /<[^<>]*[\p{L}_][^<>]*>|[‹〈＜«][^›〉＞»>]*[›〉＞»>]|\[[A-Z][A-Z0-9_ -]*\]|(?<![$@{])\{(?!env:)[A-Za-z][\w .-]*\}(?!\})|\.{3}|…|\*{3,}|[^\p{ASCII}]+/u;

/** Words that ask the reader to do something, in the languages seen in public files. */
const WORDS =
  /(?<![A-Za-z0-9])(?:your(?=[-_ ]|$|[A-Z]|api|access|auth|key|token|secret|personal)|YOUR(?=[-_ A-Z]|$)|Your(?=[-_ A-Z]|$))|(?<![A-Za-z])(?:change[-_ ]?me|replace[-_ ]?(?:me|with|this)|paste[-_ ]|insert[-_ ]|put[-_ ]your|enter[-_ ]your|actual[-_ ](?:api|key|token)|todo(?![a-z0-9])|fixme(?![a-z0-9])|redacted|placeholder|removed(?![a-z])|dummy[-_])|[-_ ](?:goes[-_ ])?here(?![A-Za-z0-9])|(?<![A-Za-z])(?:TU|SEU|SUA|TWOJ|TWÓJ|VOTRE|IHR|DEIN|TUO|MI)_[A-Z]*_?(?:TOKEN|PAT|KEY|API|CLAVE|CHAVE|CLE)|(?<![a-z])votre[-_ ]|(?:_|-)AQU[IÍ](?![A-Z])/i;

/** A name for a credential instead of the credential: `API_KEY`, `WB_TOKEN`, `my-token`. */
const NAMES =
  /^(?:(?:[A-Z][A-Z0-9]*_)*(?:TOKEN|API_?KEY|KEY|SECRET|PAT|PASSWORD|ACCESS_TOKEN)(?:_VALUE)?|(?:my|the|some|an?)?[-_ ]?(?:api|access|auth|bearer|secret|personal)?[-_ ]?(?:token|key|secret|password|apikey))$/;

/** Runs of x: alone, behind a vendor's prefix, or long ones anywhere. */
const CROSSES = /^(?:[A-Za-z0-9]{1,12}[-_])*x{3,}(?:[-_.x]*)$|x{8,}/i;

/** Finds a placeholder in a credential, without its scheme. */
export function placeholderIn(credential: string): Placeholder | undefined {
  for (const pattern of [NAMES, CROSSES, WORDS, MARKS]) {
    if (pattern.test(credential)) return { start: 0, end: credential.length };
  }
  return undefined;
}

const IN_URL =
  /<[^<>]+>|%3C[^%]+%3E|(?<![$@{])\{(?!env:)[A-Za-z][\w .-]*\}(?!\})|\[[A-Z][A-Z_ -]*\]|(?<![A-Za-z0-9])(?:YOUR[-_ ][A-Z0-9_-]*|your[-_][a-z0-9_-]*|Your[-_]?[A-Z][A-Za-z_-]*)|(?<![A-Za-z0-9])your(?:domain|company|instance|server|org|organization|tenant|workspace|team|site|host|subdomain|account|project)(?![a-z])|(?<=[/.-])x{4,}(?=[/.-]|$)|\.{3}|…|(?<![A-Za-z])(?:REPLACE[-_]?(?:ME|WITH)\w*|CHANGE[-_]?ME)/u;

/** Finds a placeholder in a URL. */
export function placeholderInUrl(url: string): Placeholder | undefined {
  const match = IN_URL.exec(url);
  if (match === null) return undefined;
  return { start: match.index, end: match.index + match[0].length };
}
