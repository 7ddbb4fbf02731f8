import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src/core/log.ts";
import { CALLBACK_MARK } from "../../../../src/core/oauth/redirect/callbackServer.ts";
import { createOAuthEngine } from "../../../../src/core/oauth/engine.ts";
import { HandOver } from "../../../../src/core/oauth/redirect/handOver.ts";
import {
  openSharedCallback,
  type SharedCallbackOptions,
} from "../../../../src/core/oauth/redirect/sharedCallback.ts";
import type { RedirectReceiver, SignInInteraction } from "../../../../src/core/oauth/types.ts";
import { signInAs } from "../../../peers/browserless.ts";
import { closeServer, listenOnLoopback } from "../../../peers/loopback.ts";
import { startGatedServer, stopGatedServers } from "../gatedServer.ts";
import { oauthServer } from "../../build/server.ts";
import { failureOf, never } from "../harness.ts";

let folder = "";
let port = 0;
let stops: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "shared-callback-test-"));
  port = await freePort();
});

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
  await stopGatedServers();
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  const free = await listenOnLoopback(server);
  await closeServer(server);
  return free;
}

/** A window of the editor that begins a sign-in on the fixed port. */
async function window(options: Partial<SharedCallbackOptions> = {}): Promise<RedirectReceiver> {
  const receiver = await openSharedCallback({
    host: "127.0.0.1",
    port,
    path: "/callback",
    anyPort: false,
    handOver: new HandOver(folder, Date.now),
    fetch,
    log: silentLogger,
    now: Date.now,
    ...options,
  });
  stops.push(() => receiver.dispose());
  return receiver;
}

/** Another program on the fixed port. */
async function foreignProgram(listener: RequestListener = (_, response) => response.end("hello")) {
  const server = createServer(listener);
  await listenOnLoopback(server, port);
  stops.push(() => closeServer(server));
}

/** What the browser shows at the redirect URI. */
async function visit(query: string, path = "/callback"): Promise<readonly [number, string]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}?${query}`, { redirect: "error" });
  const page = await response.text();
  return [response.status, /<h1>(.*?)<\/h1>/.exec(page)?.[1] ?? page];
}

async function isFree(): Promise<boolean> {
  const server = createServer();
  try {
    await listenOnLoopback(server, port);
    return true;
  } catch {
    return false;
  } finally {
    await closeServer(server);
  }
}

/** Waits until a window has taken the port, which one turn of its attempts brings about. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; !(await condition()); turn++) {
    if (turn === 500) throw new Error("It did not come about.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const codeOf = async (received: Promise<URL>) => (await received).searchParams.get("code");
const notes = () => readdirSync(folder).length;
const SIGNED_IN = [200, "You are signed in"];
const UNKNOWN = [400, "This is not a sign-in that MCP Connect is waiting for"];

describe("Windows that sign in on one port at a time (R44)", () => {
  it("get each its own redirect through the one port, whichever comes first", async () => {
    const [first, second] = [await window(), await window()];
    const received = [first.receive("one", never()), second.receive("two", never())] as const;
    await until(() => notes() === 1);
    const pages = [await visit("code=2&state=two"), await visit("code=1&state=one")];
    const codes = await Promise.all(received.map(codeOf));
    expect({
      uris: [first.redirectUri, second.redirectUri],
      pages,
      codes,
      notes: notes(),
      free: await isFree(),
    }).toEqual({
      uris: [`http://127.0.0.1:${port}/callback`, `http://127.0.0.1:${port}/callback`],
      pages: [SIGNED_IN, SIGNED_IN],
      codes: ["1", "2"],
      notes: 0,
      free: true,
    });
  });

  it("take the port over when the one that held it is done, one after the other", async () => {
    const windows = [await window(), await window(), await window()] as const;
    const states = ["one", "two", "three"] as const;
    const received = windows.map((each, index) => each.receive(states[index] ?? "", never()));
    await until(() => notes() === 2);
    const shown: (readonly [number, string])[] = [];
    for (const state of states) {
      await until(async () => !(await isFree()));
      shown.push(await visit(`code=${state}&state=${state}`));
    }
    expect([shown, await Promise.all(received.map(codeOf)), notes(), await isFree()]).toEqual([
      [SIGNED_IN, SIGNED_IN, SIGNED_IN],
      states,
      0,
      true,
    ]);
  });

  it.each([
    ["the one that holds the port", 0],
    ["the one that waits behind it", 1],
  ] as const)("do not disturb each other when %s is cancelled", async (_, cancelled) => {
    const [first, second] = [await window(), await window()];
    const controllers = [new AbortController(), new AbortController()] as const;
    const received = [
      first.receive("state-0", controllers[0].signal),
      second.receive("state-1", controllers[1].signal),
    ] as const;
    await until(() => notes() === 1);
    const left = failureOf(received[cancelled]);
    controllers[cancelled].abort();
    const { code } = await left;
    await until(async () => !(await isFree()));
    const late = await visit(`code=x&state=state-${cancelled}`);
    const other = 1 - cancelled;
    const page = await visit(`code=y&state=state-${other}`);
    expect({
      code,
      late,
      page,
      received: await codeOf(received[other === 0 ? 0 : 1]),
      notes: notes(),
      free: await isFree(),
    }).toEqual({
      code: "cancelled",
      late: UNKNOWN,
      page: SIGNED_IN,
      received: "y",
      notes: 0,
      free: true,
    });
  });

  it("each see the error that the server sent to them, and its page", async () => {
    const [first, second] = [await window(), await window()];
    const received = second.receive("two", never());
    await until(() => notes() === 1);
    const page = await visit("error=access_denied&state=two");
    first.dispose();
    expect([page, (await received).search]).toEqual([
      [200, "The sign-in did not succeed"],
      "?error=access_denied&state=two",
    ]);
  });

  it("hand over between redirect URIs of different paths", async () => {
    await window();
    const second = await window({ path: "/oauth/back" });
    const received = second.receive("two", never());
    await until(() => notes() === 1);
    expect([
      await visit("code=2&state=two", "/oauth/back"),
      await codeOf(received),
      second.redirectUri,
    ]).toEqual([SIGNED_IN, "2", `http://127.0.0.1:${port}/oauth/back`]);
  });

  it("give up after their time, and leave the port to the next", async () => {
    const first = await window();
    const second = await window({ timeoutMs: 50 });
    const { code } = await failureOf(second.receive("two", never()));
    const received = first.receive("one", never());
    await visit("code=1&state=one");
    expect([code, await codeOf(received), notes(), await isFree()]).toEqual([
      "signInTimedOut",
      "1",
      0,
      true,
    ]);
  });

  it("leave nothing listening when they are disposed in any order, also while taking over", async () => {
    const [first, second, third] = [await window(), await window(), await window()];
    const outcomes = [
      failureOf(second.receive("two", never())),
      failureOf(third.receive("three", AbortSignal.abort())),
    ];
    await until(() => notes() === 1);
    first.dispose();
    await until(async () => !(await isFree()));
    second.dispose();
    second.dispose();
    third.dispose();
    const codes = (await Promise.all(outcomes)).map(({ code }) => code);
    expect([codes, notes(), await isFree()]).toEqual([["cancelled", "cancelled"], 0, true]);
  });

  it("write neither state nor code anywhere", async () => {
    await window();
    const second = await window();
    const received = second.receive("state-of-two", never());
    await until(() => notes() === 1);
    const written = readdirSync(folder).map(
      (name) => name + readFileSync(join(folder, name), "utf8"),
    );
    await visit("code=code-of-two&state=state-of-two");
    await received;
    expect([/of-two/.test(written.join()), notes()]).toEqual([false, 0]);
  });
});

describe("A redirect that no window waits for (R44)", () => {
  it("is refused where its note is stale: the window is gone", async () => {
    const first = await window();
    await new HandOver(folder, Date.now).announce("of-a-dead-window", await freePort());
    const received = first.receive("one", never());
    const page = await visit("code=x&state=of-a-dead-window");
    await visit("code=1&state=one");
    expect([page, await codeOf(received)]).toEqual([UNKNOWN, "1"]);
  });

  it("does not go round in circles where a forged note leads back", async () => {
    const first = await window();
    await new HandOver(folder, Date.now).announce("forged", port);
    const received = first.receive("one", never());
    const page = await visit("code=x&state=forged");
    await visit("code=1&state=one");
    expect([page, await codeOf(received)]).toEqual([UNKNOWN, "1"]);
  });

  it("is refused where its state is a path", async () => {
    await window();
    const other = createServer((_, response) => response.end("reached"));
    const otherPort = await listenOnLoopback(other);
    stops.push(() => closeServer(other));
    writeFileSync(join(folder, "note"), JSON.stringify({ port: otherPort, atMs: Date.now() }));
    expect([
      await visit(`code=x&state=${encodeURIComponent("../" + folder.split("/").at(-1) + "/note")}`),
      await visit("code=x&state=note"),
    ]).toEqual([UNKNOWN, UNKNOWN]);
  });
});

describe("A port that another program holds (R44)", () => {
  it.each<readonly [string, RequestListener]>([
    ["answers with a page", (_, response) => response.end("hello")],
    ["never answers", () => undefined],
    ["breaks the connection", (request) => request.socket.destroy()],
    [
      "pretends to be a window",
      (_, response) => response.writeHead(200, { [CALLBACK_MARK]: "1" }).end(),
    ],
    [
      "redirects elsewhere",
      (_, response) => response.writeHead(303, { location: "http://evil.example/" }).end(),
    ],
  ])("is busy when it %s, and nothing is left behind", async (_, listener) => {
    await foreignProgram(listener);
    const failure = await failureOf(window());
    expect([failure.code, failure.facts, notes()]).toEqual([
      "redirectPortBusy",
      { port, reason: "EADDRINUSE" },
      0,
    ]);
  });

  it("is busy when it is a window that does not share the notes, as of another editor", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "another-editor-test-"));
    stops.push(() => rmSync(elsewhere, { recursive: true, force: true }));
    await window({ handOver: new HandOver(elsewhere, Date.now) });
    expect((await failureOf(window())).code).toBe("redirectPortBusy");
  });

  it("is busy when the notes cannot be written", async () => {
    await window();
    const file = join(folder, "file");
    writeFileSync(file, "");
    const failure = await failureOf(window({ handOver: new HandOver(file, Date.now) }));
    expect(failure.code).toBe("redirectPortBusy");
  });

  it("makes no difference where any port will do", async () => {
    await foreignProgram();
    const receiver = await window({ anyPort: true });
    const received = receiver.receive("one", never());
    const response = await fetch(`${receiver.redirectUri}?code=1&state=one`);
    expect([response.status, await codeOf(received), new URL(receiver.redirectUri).port]).toEqual([
      200,
      "1",
      expect.not.stringMatching(`^${port}$`),
    ]);
  });

  it("stops the sign-in of a client that is registered with it before anything opens, and no other", async () => {
    await foreignProgram();
    const registered = `http://127.0.0.1:${port}/callback`;
    const { url } = await startGatedServer({
      clients: [
        {
          client_id: "fixed",
          redirect_uris: [registered],
          application_type: "native",
          token_endpoint_auth_method: "none",
        },
      ],
    });
    const opened: string[] = [];
    const visited: Promise<Response>[] = [];
    const unexpected = () => Promise.reject(new Error("No question was expected."));
    const interaction: SignInInteraction = {
      openBrowser: async (page) => {
        opened.push(page);
        visited.push(fetch(await signInAs(page, "Ada")));
        return true;
      },
      redirectReceiver: (_, { anyPort }) => window({ anyPort }),
      chooseAuthorizationServer: unexpected,
      askClient: unexpected,
      showDeviceCode: unexpected,
      progress() {},
    };
    const engine = createOAuthEngine({ fetch, now: Date.now, log: silentLogger });
    const fixed = oauthServer({ clientId: "fixed" }, url);
    const failure = await failureOf(engine.signIn(fixed, interaction, {}, never()));
    const openedFirst = [...opened];
    const grant = await engine.signIn(oauthServer({}, url), interaction, {}, never());
    await Promise.all(visited);
    expect([failure.code, openedFirst, grant.client.source, opened.length]).toEqual([
      "redirectPortBusy",
      [],
      "dynamic",
      1,
    ]);
  });
});
