import { addressOf, isThisMachine } from "./address.ts";
import { placeholderIn } from "./placeholder.ts";

/** Passwords that stand in examples and development set-ups, and protect nothing. */
const EXAMPLES =
  /^(?:pass(?:word|wd)?|pwd|secret|admin|root|postgres|mysql|mongo|redis|user|guest|test|demo|example|changeme|dev|sa|\*+)\d{0,3}$/i;

/** Where the password of a connection string stands: behind the user name in a URL, or as `Password=…;`. */
export function passwordIn(text: string): { start: number; end: number } | undefined {
  if (!/[@=]/.test(text)) return undefined;
  const url = /[A-Za-z][\w+.-]*:\/\/[^\s:/?#@]*:([^\s/?#@]+)@/.exec(text);
  const pair = /(?:^|[;\s])(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*([^;\s]+)/i.exec(text);
  const match = url ?? pair;
  const password = match?.[1];
  if (match === null || password === undefined) return undefined;
  if (password.length < 4 || EXAMPLES.test(password) || /[${}%<]/.test(password)) return undefined;
  if (placeholderIn(password) !== undefined) return undefined;
  const host = url === null ? undefined : addressOf(text.slice(url.index))?.host;
  if (host !== undefined && (isThisMachine(host) || host === "example.com")) return undefined;
  const end = match.index + match[0].length - (url === null ? 0 : 1);
  return { start: end - password.length, end };
}
