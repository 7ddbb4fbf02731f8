import { describe, expect, it } from "vitest";
import type { Need } from "../../../src/core/credentials/request/need.ts";
import { ConnectionTracker } from "../../../src/core/status/tracker.ts";
import { Failure } from "../../../src/core/failure.ts";
import type { ExchangeReport } from "../../../src/core/gateway/observer.ts";
import { silentLogger } from "../../../src/core/log.ts";
import { StatusBoard, type ServerStatus } from "../../../src/core/status/status.ts";
import { NOW_MS, refusal, server, type AuthType } from "../../../src/core/diagnosis/example.ts";

function track(type: AuthType = "oauth") {
  const board = new StatusBoard();
  const crm = server(type);
  const lines: string[] = [];
  const tracker = new ConnectionTracker({
    board,
    servers: { get: (name) => (name === crm.name ? crm : undefined) },
    log: { ...silentLogger, warn: (line) => lines.push(line) },
    now: () => NOW_MS,
  });
  return { tracker, board, crm, lines, status: () => board.get("crm") };
}

function exchange(changes: Partial<ExchangeReport> = {}): ExchangeReport {
  return {
    server: "crm",
    httpMethod: "POST",
    methods: ["tools/call"],
    status: 200,
    startedAtMs: NOW_MS,
    durationMs: 1,
    generation: "g1",
    replayed: false,
    answeredHere: false,
    ...changes,
  };
}

const FAILED: ServerStatus = {
  kind: "failed",
  finding: {
    code: "unreachable",
    severity: "error",
    message: "No.",
    server: "crm",
    shortName: "Not reachable",
    fixes: [],
  },
};

describe("The status of a server follows what passes through the gateway", () => {
  it("and is not connected by an answer to initialize that is none, such as the page of a hotel's network (R60)", () => {
    const { tracker, board, status } = track();
    const answered = exchange({ methods: ["initialize"] });
    tracker.exchangeFinished(answered);
    const atFirst = status();
    board.set("crm", FAILED);
    tracker.exchangeFinished(answered);
    expect([atFirst, status()]).toEqual([{ kind: "notStarted" }, FAILED]);
  });

  it("from connecting over connected to its tools", () => {
    const { tracker, crm, status } = track();
    const seen: ServerStatus[] = [];
    tracker.starting(crm);
    seen.push(status());
    tracker.initialized("crm");
    seen.push(status());
    tracker.toolsListed("crm", 5);
    seen.push(status());
    tracker.toolsListed("crm", 0);
    seen.push(status());
    tracker.starting(crm);
    tracker.initialized("crm");
    seen.push(status());
    expect(seen).toEqual([
      { kind: "connecting" },
      { kind: "connected" },
      { kind: "connected", tools: 5 },
      { kind: "connected", tools: 0 },
      { kind: "connected" },
    ]);
  });

  it.each<[string, Partial<ExchangeReport>, ServerStatus["kind"]]>([
    ["an answered call", {}, "connected"],
    ["a stream that opened", { httpMethod: "GET" }, "failed"],
    ["a refusal", { status: 401 }, "failed"],
    ["an error of the server", { status: 502 }, "failed"],
    ["an answer to initialize, which is told by itself", { methods: ["initialize"] }, "failed"],
    ["no answer", { status: undefined }, "failed"],
    ["an answer of our own", { answeredHere: true }, "failed"],
    ["a server that is gone", { server: "gone" }, "failed"],
    ["a request that did not leave", { generation: undefined }, "connected"],
  ])("after a failure: %s", (_what, changes, kind) => {
    const { tracker, board, status } = track();
    board.set("crm", FAILED);
    tracker.exchangeFinished(exchange(changes));
    expect(status().kind).toBe(kind);
  });

  it.each([
    [404, "“crm” answered with HTTP 404, not what an MCP server answers."],
    [
      429,
      "“crm” gets too many requests: it answered with HTTP 429. Wait a moment, then try again.",
    ],
    [503, "“crm” has a problem of its own: it answered with HTTP 503."],
  ])("says so when the attempt to connect is answered with %i", (status, sentence) => {
    const { tracker, board } = track();
    tracker.exchangeFinished(exchange({ status, methods: ["initialize"] }));
    expect(board.get("crm")).toMatchObject({
      kind: "failed",
      finding: { code: "notMcpServer", message: expect.stringContaining(sentence) },
    });
  });

  it("and keeps the number of tools over a failure", () => {
    const { tracker, status } = track();
    tracker.toolsListed("crm", 5);
    tracker.failed("crm", new Failure("unreachable", "No."));
    const during = status().kind;
    tracker.exchangeFinished(exchange());
    expect([during, status()]).toEqual(["failed", { kind: "connected", tools: 5 }]);
  });
});

describe("What the user has to do", () => {
  it.each([
    [{ kind: "signIn", reason: "expired" }, { kind: "signedOut" }],
    [{ kind: "token" }, { kind: "tokenMissing" }],
    [
      { kind: "confirmAddress", from: "https://a.example", to: "https://b.example" },
      { kind: "addressChanged", from: "https://a.example", to: "https://b.example" },
    ],
  ] as const)("is the status: %j", (need, expected) => {
    const { tracker, crm, status } = track();
    tracker.needed(crm, need);
    expect(status()).toEqual(expected);
  });

  it("does not hide the steps of a sign-in that is under way", () => {
    const { tracker, crm, board, status } = track();
    board.set("crm", { kind: "signingIn", step: "waitingForBrowser" });
    tracker.needed(crm, { kind: "signIn", reason: "signedOut" });
    expect(status()).toEqual({ kind: "signingIn", step: "waitingForBrowser" });
  });
});

describe("What went wrong", () => {
  it("is one sentence for the editor and the model, and the same finding on the board (R51)", () => {
    const { tracker, status, lines } = track("token");
    const {
      server: crm,
      http,
      credential,
    } = refusal(
      "token",
      { challenges: ["Bearer\nforged"], sentHeaderNames: ["authorization", "accept"] },
      { workedBefore: true },
    );
    const sentence = tracker.refused({ server: crm, http, credential });
    const shown = status();
    expect({
      sentence,
      code: shown.kind === "failed" && shown.finding.code,
      message: shown.kind === "failed" && shown.finding.message,
      lines,
    }).toEqual({
      sentence: "“crm” no longer accepts its token: the token was revoked or replaced.",
      code: "tokenRevoked",
      message: sentence,
      lines: [
        String.raw`"crm" answered 401: tokenRevoked; headers sent: authorization, accept; challenges: "Bearer\nforged".`,
      ],
    });
  });

  it("is told in our words, and in the server's in the log only", () => {
    const { tracker, crm, status, lines } = track();
    const cause = new Error("server's\nwords");
    const sentence = tracker.showFailure(crm, new Failure("timedOut", "Too slow.", {}, { cause }));
    const shown = status();
    expect([sentence, shown.kind === "failed" && shown.finding.message, lines]).toEqual([
      "“crm”: Too slow.",
      "“crm”: Too slow.",
      [String.raw`"crm": timedOut ("server's\nwords").`],
    ]);
  });

  it("is no failure when it was cancelled", () => {
    const { tracker, crm, board, status, lines } = track();
    board.set("crm", { kind: "connected", tools: 2 });
    tracker.showFailure(crm, new Failure("cancelled", "Cancelled."));
    expect([status(), lines]).toEqual([{ kind: "connected", tools: 2 }, []]);
  });

  it("says so where it is not known, without the error's own words", () => {
    const { tracker, crm } = track();
    expect(tracker.showFailure(crm, new TypeError("x is undefined"))).toBe(
      "“crm” could not be used: an unexpected error.",
    );
  });

  it("with a server that is gone shows nowhere", () => {
    const { tracker, board } = track();
    tracker.failed("gone", new Failure("unreachable", "No."));
    expect(board.get("gone")).toEqual({ kind: "notStarted" });
  });
});

describe("A refresh", () => {
  it("shows while it lasts, and gives way to what was there before", () => {
    const { tracker, crm, status } = track();
    tracker.toolsListed("crm", 5);
    tracker.refreshing(crm, true);
    const during = status();
    tracker.refreshing(crm, false);
    expect([during, status()]).toEqual([{ kind: "refreshing" }, { kind: "connected", tools: 5 }]);
  });

  it("does not undo what was learned meanwhile, and hides no failure", () => {
    const { tracker, crm, board, status } = track();
    tracker.initialized("crm");
    tracker.refreshing(crm, true);
    board.set("crm", FAILED);
    tracker.refreshing(crm, false);
    tracker.refreshing(crm, true);
    expect(status()).toEqual(FAILED);
  });
});

describe("A server that nothing has passed for yet", () => {
  const signIn: Need = { kind: "signIn", reason: "signedOut" };
  const token: Need = { kind: "token" };

  it.each<[ServerStatus, Need | undefined, ServerStatus["kind"]]>([
    [{ kind: "notStarted" }, undefined, "notStarted"],
    [{ kind: "notStarted" }, signIn, "signedOut"],
    [{ kind: "notStarted" }, token, "tokenMissing"],
    [{ kind: "tokenMissing" }, undefined, "notStarted"],
    [{ kind: "connected" }, undefined, "connected"],
    [{ kind: "connected" }, token, "tokenMissing"],
    [FAILED, signIn, "signedOut"],
    [FAILED, undefined, "failed"],
    [{ kind: "signingIn", step: "waitingForBrowser" }, signIn, "signingIn"],
    [{ kind: "addressChanged", from: "a", to: "b" }, signIn, "signedOut"],
    [{ kind: "addressChanged", from: "a", to: "b" }, undefined, "notStarted"],
  ])("stands where its credential says: %j, %j", (before, need, expected) => {
    const { tracker, crm, board, status } = track();
    board.set("crm", before);
    tracker.settled(crm, need);
    expect(status().kind).toBe(expected);
  });
});
