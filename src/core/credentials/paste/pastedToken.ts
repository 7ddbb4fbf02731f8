import { t } from "@vscode/l10n";
import { placeholderIn } from "../../configfiles/read/placeholder.ts";
import { Secret } from "../../secret.ts";
import { unwrapPastedToken } from "./pastedWrapping.ts";

export interface PastedTokenOptions {
  /** The scheme that goes in front of the token later, such as `Bearer`; empty for a raw token. */
  readonly scheme: string;
  /** The header that the token is for, if it is none of the usual ones. */
  readonly header?: string;
}

/** The token, or one sentence that says what is wrong and what to do. The sentence quotes nothing of the text. */
export type PastedToken = { readonly token: Secret } | { readonly problem: string };

/**
 * Takes the token out of what was pasted or typed: without quotes, spaces, line breaks, invisible characters,
 * the scheme, and the header line, JSON, shell or curl command that it was copied with.
 */
export function parsePastedToken(
  text: string,
  { scheme, header }: PastedTokenOptions,
): PastedToken {
  const visible = text.replaceAll(INVISIBLE, "");
  if (visible.trim() === "") return { problem: t("Nothing was entered. Paste the token.") };
  if (visible.length > MAX_LENGTH)
    return { problem: t("This text is too long to be a token. Paste only the token.") };
  const unwrapped = unwrapPastedToken(visible, header);
  if (unwrapped === undefined) return { problem: moreThanAToken() };
  const { credentials, token } = removeSchemes(unwrapped, scheme);
  const joined = joinLines(token);
  const problem =
    (credentials !== undefined && describeOtherScheme(credentials, scheme)) ||
    describeProblem(joined);
  return problem ? { problem } : { token: new Secret(joined) };
}

// Servers refuse headers long before this.
const MAX_LENGTH = 32_768;

/** Zero-width characters, soft hyphens and direction marks, which pages and chat programs put into text. */
const INVISIBLE = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
const KNOWN_SCHEME =
  /^(Bearer|Basic|Token|DPoP|Digest|ApiKey|Negotiate|AWS4-HMAC-SHA256)(?::\s*|\s+|$)/i;

/** Removes schemes from the front, one after the other: examples with `Bearer` are pasted in front of a `Bearer`. */
function removeSchemes(
  text: string,
  scheme: string,
): { token: string; credentials: string | undefined } {
  const own =
    scheme === "" ? undefined : new RegExp(`^${escapeRegExp(scheme)}(?::\\s*|\\s+|$)`, "i");
  let token = text;
  let credentials: string | undefined;
  for (;;) {
    const match = own?.exec(token) ?? KNOWN_SCHEME.exec(token);
    if (!match) return { token, credentials };
    credentials ??= match[1]?.toLowerCase();
    token = token.slice(match[0].length).trim();
  }
}

/** Another scheme than the server's: what follows it is another kind of credential, unless both are plain tokens. */
function describeOtherScheme(found: string, scheme: string): string | undefined {
  if (["bearer", "token", "apikey", scheme.toLowerCase()].includes(found)) return undefined;
  return t(
    "This is a credential for another kind of authentication (“{0}”). Paste a token, or change the server's authentication in the settings.",
    found,
  );
}

/**
 * Puts a token together that was wrapped: by a terminal or an e-mail at a fixed width, or a JWT anywhere.
 * Other text of several lines is left as it is, and is refused as such.
 */
function joinLines(text: string): string {
  const lines = text.split(/[\r\n\u2028\u2029]+/).map((line) => line.trim());
  if (lines.length === 1) return text;
  const widths = new Set(lines.slice(0, -1).map((line) => line.length));
  const [width = 0] = widths;
  const isWrapped = widths.size === 1 && width >= 20 && (lines.at(-1)?.length ?? 0) <= width;
  const joined = lines.join("");
  return isWrapped || /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(joined) ? joined : text;
}

/** What is wrong with a token that has nothing around it any more; RFC 9110 section 5.5 says what a header may hold. */
function describeProblem(token: string): string | undefined {
  if (token === "")
    return t("The token is missing. Paste the token itself, not only what stands in front of it.");
  if (token.includes("-----BEGIN")) {
    return t(
      "This is a key or a certificate, not a token. To sign tokens with a private key, set the server's authentication to “jwt” and choose the key file.",
    );
  }
  if (/^\$\{[^}]*\}$|^\$env:\w+$|^\$\w+$|^%\w+%$|^\{\{.*\}\}$/i.test(token)) {
    return t(
      "This is a reference to a variable, not a token. Write “${env:NAME}” in the settings to use an environment variable, or paste the token itself.",
    );
  }
  if (/…|\.{3,}|•|\*{3,}/.test(token)) {
    return t(
      "This token is shortened or hidden. Copy it again with the page's copy button, or create a new one if the page shows it only once.",
    );
  }
  if (/^https?:\/\//i.test(token)) return t("This is an address, not a token. Paste the token.");
  if (/[\r\n\u2028\u2029]/.test(token)) {
    return t("This text has several lines. Paste only the token.");
  }
  if (/^\p{ASCII}*$/u.test(token) && placeholderIn(token)) {
    return t("This is a placeholder from an example. Paste your own token.");
  }
  if (/\s/.test(token)) return t("There is a space inside the token. Paste only the token.");
  if (/\p{Cc}/u.test(token)) {
    return t("The token contains a control character. Copy it again from where it was issued.");
  }
  if (/[^\x21-\x7E]/.test(token)) {
    return t(
      "The token contains a character that cannot be sent in a header. Copy it again from where it was issued.",
    );
  }
  if (/["'`<>]/.test(token)) {
    return t(
      "There is a quotation mark or an angle bracket inside the token. Paste only the token.",
    );
  }
  if (/^eyJ[\w-]+\.[\w-]*\.?$/.test(token)) {
    return t("This token is cut off: its signature is missing. Copy it again in full.");
  }
  return undefined;
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function moreThanAToken(): string {
  return t(
    "This text holds more than a token, and it is not clear which part is the token. Paste only the token.",
  );
}
