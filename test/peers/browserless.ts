import { request as httpRequest } from "node:http";
import { lookupLocalhost, readText } from "./loopback.ts";

const MAX_STEPS = 20;

interface Page {
  readonly url: string;
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** A browser as far as a login page needs one: cookies, redirects, forms. It keeps its cookies between sign-ins. */
export class Browserless {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  /**
   * Walks from an authorization URL through the login page, and gives the redirect to the client, unfollowed.
   * Throws with the page's text when the server shows an error page instead.
   */
  async signIn(authorizationUrl: string, name: string): Promise<URL> {
    return this.#walk(authorizationUrl, { decision: "allow", name });
  }

  /** Presses Deny on the login page; gives the redirect with the error. */
  async deny(authorizationUrl: string): Promise<URL> {
    return this.#walk(authorizationUrl, { decision: "deny" });
  }

  /** Opens a page without following redirects, with this browser's cookies. */
  async open(url: string): Promise<Page> {
    return this.#send(url, undefined);
  }

  /** Types the code of a device flow, confirms it and signs in; `decision: "deny"` cancels at the confirmation. */
  async verifyDevice(
    verificationUri: string,
    userCode: string,
    name: string,
    decision: "allow" | "deny" = "allow",
  ): Promise<void> {
    const codePage = await this.#follow(await this.#send(verificationUri, undefined));
    const confirmPage = await this.#submit(codePage, { user_code: userCode });
    const answer = decision === "allow" ? {} : { abort: "yes" };
    let page = await this.#follow(await this.#submit(confirmPage, answer));
    if (decision === "deny") return;
    page = await this.#follow(await this.#submit(page, { decision, name }));
    if (!page.body.includes("You are signed in")) throw unexpected(page);
  }

  async #walk(url: string, answer: Record<string, string>): Promise<URL> {
    const origin = new URL(url).origin;
    let page = await this.#send(url, undefined);
    for (let step = 0; step < MAX_STEPS; step++) {
      if (page.location !== undefined) {
        const target = new URL(page.location, page.url);
        if (target.origin !== origin) return target;
        page = await this.#send(target.href, undefined);
      } else if (page.status === 200 && page.body.includes('name="decision"')) {
        page = await this.#submit(page, answer);
      } else {
        throw unexpected(page);
      }
    }
    throw new Error(`The login page at ${origin} goes round in circles.`);
  }

  async #follow(page: Page): Promise<Page> {
    let current = page;
    for (let step = 0; current.location !== undefined; step++) {
      if (step === MAX_STEPS) throw new Error(`The pages at ${page.url} go round in circles.`);
      current = await this.#send(new URL(current.location, current.url).href, undefined);
    }
    return current;
  }

  async #submit(page: Page, answer: Record<string, string>): Promise<Page> {
    const action = /<form[^>]* action="([^"]*)"/.exec(page.body)?.[1];
    if (action === undefined) throw unexpected(page);
    const fields = new URLSearchParams(hiddenFields(page.body));
    for (const [name, value] of Object.entries(answer)) fields.set(name, value);
    return this.#send(new URL(unescapeHtml(action), page.url).href, fields.toString());
  }

  async #send(url: string, form: string | undefined): Promise<Page> {
    const target = new URL(url);
    const cookie = this.#cookiesFor(target);
    return new Promise((resolve, reject) => {
      const request = httpRequest(target, {
        method: form === undefined ? "GET" : "POST",
        lookup: lookupLocalhost,
        agent: false,
        headers: {
          accept: "text/html",
          ...(cookie && { cookie }),
          ...(form !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
        },
      });
      request.once("error", reject);
      request.once("response", (response) => {
        this.#remember(target, response.headers["set-cookie"] ?? []);
        const { statusCode, headers } = response;
        readText(response).then(
          (body) => resolve({ url, status: statusCode ?? 0, location: headers.location, body }),
          reject,
        );
      });
      request.end(form);
    });
  }

  #cookiesFor(url: URL): string {
    return [...this.#cookies]
      .filter(
        ([key, { path }]) => key.startsWith(`${url.hostname} `) && url.pathname.startsWith(path),
      )
      .map(([key, { value }]) => `${key.split(" ")[1]}=${value}`)
      .join("; ");
  }

  #remember(url: URL, fields: readonly string[]): void {
    for (const field of fields) {
      const [pair = "", ...attributes] = field.split(";").map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf("="));
      const path = attributes.find((part) => /^path=/i.test(part))?.slice("path=".length) ?? "/";
      const key = `${url.hostname} ${name} ${path}`;
      if (attributes.some((part) => /^expires=Thu, 01 Jan 1970/i.test(part)))
        this.#cookies.delete(key);
      else this.#cookies.set(key, { value: pair.slice(pair.indexOf("=") + 1), path });
    }
  }
}

/** Signs in with a fresh browser: the redirect to the client, with the code. */
export async function signInAs(authorizationUrl: string, name: string): Promise<URL> {
  return new Browserless().signIn(authorizationUrl, name);
}

/** Declines with a fresh browser: the redirect to the client, with `error=access_denied`. */
export async function deny(authorizationUrl: string): Promise<URL> {
  return new Browserless().deny(authorizationUrl);
}

/** Verifies a device code with a fresh browser. */
export async function verifyDevice(
  verificationUri: string,
  userCode: string,
  name: string,
): Promise<void> {
  await new Browserless().verifyDevice(verificationUri, userCode, name);
}

function hiddenFields(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [tag] of html.matchAll(/<input type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    if (name) fields[name] = unescapeHtml(/value="([^"]*)"/.exec(tag)?.[1] ?? "");
  }
  return fields;
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function unexpected(page: Page): Error {
  const text = page.body
    .replace(/<style>[^]*?<\/style>/, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return new Error(`The authorization server answered ${page.status}: ${text}`);
}
