import { createServer } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src/core/log.ts";
import { callbackPage } from "../../../../src/core/oauth/redirect/callbackPage.ts";
import {
  startCallbackServer,
  type CallbackServerOptions,
} from "../../../../src/core/oauth/redirect/callbackServer.ts";
import type { RedirectReceiver } from "../../../../src/core/oauth/types.ts";
import { closeServer, listenOnLoopback } from "../../../peers/loopback.ts";
import { failureOf, never } from "../harness.ts";

let receiver: RedirectReceiver | undefined;

afterEach(() => {
  receiver?.dispose();
  receiver = undefined;
});

async function start(options: Partial<CallbackServerOptions> = {}) {
  receiver = await startCallbackServer({
    host: "127.0.0.1",
    port: 0,
    path: "/callback",
    now: Date.now,
    log: silentLogger,
    ...options,
  });
  return receiver;
}

async function status(url: string, init?: RequestInit): Promise<number> {
  const response = await fetch(url, init);
  await response.text();
  return response.status;
}

/** Whether anything still answers at the address. */
async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

describe("the callback server", () => {
  it("gives the redirect that carries the state, shows a page, and closes", async () => {
    const waiting = await start();
    const { redirectUri } = waiting;
    const received = waiting.receive("the-state", never());
    const response = await fetch(`${redirectUri}?code=abc&state=the-state`);
    const page = await response.text();
    expect({
      uri: /^http:\/\/127\.0\.0\.1:\d+\/callback$/.test(redirectUri),
      received: (await received).search,
      status: response.status,
      page: /You can close this window/.test(page) && !page.includes("abc"),
      headers: ["cache-control", "connection", "referrer-policy", "x-content-type-options"].map(
        (name) => response.headers.get(name),
      ),
      policy: /^default-src 'none'; style-src 'sha256-[^']+'; /.test(
        response.headers.get("content-security-policy") ?? "",
      ),
      scripts: page.includes("<script"),
      listening: await answers(redirectUri),
    }).toEqual({
      uri: true,
      received: "?code=abc&state=the-state",
      status: 200,
      page: true,
      headers: ["no-store", "close", "no-referrer", "nosniff"],
      policy: true,
      scripts: false,
      listening: false,
    });
  });

  it("goes on waiting after every request that is not the redirect", async () => {
    const waiting = await start();
    const { redirectUri } = waiting;
    const early = await status(`${redirectUri}?code=x&state=the-state`);
    const received = waiting.receive("the-state", never());
    const refused = [
      await status(`${redirectUri}?code=x&state=another`),
      await status(`${redirectUri}?code=x`),
      await status(`${redirectUri}?code=x&state=the-state`, { method: "POST" }),
      await status(redirectUri.replace("/callback", "/favicon.ico?state=the-state")),
      await status(redirectUri.replace("/callback", "/callback/x?state=the-state")),
    ];
    const right = await status(`${redirectUri}?code=y&state=the-state`);
    expect([early, refused, right, (await received).searchParams.get("code")]).toEqual([
      400,
      [400, 400, 405, 404, 404],
      200,
      "y",
    ]);
  });

  it("says that the sign-in did not succeed when the server sent an error, without its text", async () => {
    const waiting = await start();
    const { redirectUri } = waiting;
    const received = waiting.receive("s", never());
    const response = await fetch(
      `${redirectUri}?error=access_denied&error_description=%3Cscript%3Eevil&state=s`,
    );
    const page = await response.text();
    await received;
    expect([/did not succeed/.test(page), page.includes("evil")]).toEqual([true, false]);
  });

  it("escapes whatever its page shows", () => {
    const page = callbackPage(`<b>&"'`, "</p><script>x</script>");
    expect([
      page.includes("<b>"),
      page.includes("<script"),
      page.includes("&lt;b&gt;&amp;&quot;&#39;"),
    ]).toEqual([false, false, true]);
  });

  it("says which port is busy before any browser opens (R44)", async () => {
    const holder = createServer();
    const port = await listenOnLoopback(holder);
    const failure = await failureOf(start({ port }));
    await closeServer(holder);
    expect([failure.code, failure.facts["port"], failure.message.includes(String(port))]).toEqual([
      "redirectPortBusy",
      port,
      true,
    ]);
  });

  it("listens for localhost on every address that the name may have", async () => {
    const waiting = await start({ host: "localhost" });
    const { redirectUri } = waiting;
    const received = waiting.receive("s", never());
    const { port } = new URL(redirectUri);
    const wrong = await status(`http://127.0.0.1:${port}/callback?state=wrong`);
    const right = await status(`${redirectUri}?code=c&state=s`);
    expect([new URL(redirectUri).hostname, wrong, right, (await received).hostname]).toEqual([
      "localhost",
      400,
      200,
      "localhost",
    ]);
  });

  it("gives up after its time, when it is cancelled, and when it is disposed", async () => {
    const late = await start({ timeoutMs: 20 });
    const timedOut = await failureOf(late.receive("s", never()));
    const aborted = await start();
    const controller = new AbortController();
    const aborting = failureOf(aborted.receive("s", controller.signal));
    controller.abort();
    const disposed = await start();
    const disposing = failureOf(disposed.receive("s", never()));
    disposed.dispose();
    expect({
      codes: [timedOut.code, (await aborting).code, (await disposing).code],
      listening: await Promise.all(
        [late, aborted, disposed].map(({ redirectUri }) => answers(redirectUri)),
      ),
    }).toEqual({
      codes: ["signInTimedOut", "cancelled", "cancelled"],
      listening: [false, false, false],
    });
  });
});
