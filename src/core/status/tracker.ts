import type { Need } from "../credentials/request/need.ts";
import type { Refusal } from "../credentials/request/service.ts";
import type { Failure } from "../failure.ts";
import type { ExchangeReport, GatewayObserver } from "../gateway/observer.ts";
import { quoted, type Logger } from "../log.ts";
import type { Clock } from "../ports.ts";
import { notMcpServer } from "../servers/notMcpServer.ts";
import type { Server, ServerList } from "../servers/server.ts";
import type { ServerStatus, StatusBoard } from "./status.ts";
import { asFailure, diagnose } from "../diagnosis/diagnose.ts";

/** What a tracker works with. */
export interface TrackerPorts extends Clock {
  readonly board: StatusBoard;
  readonly servers: Pick<ServerList, "get">;
  readonly log: Logger;
}

/** Derives the status of each server from what passes through the gateway and from what the credentials meet. */
export class ConnectionTracker implements GatewayObserver {
  readonly #ports: TrackerPorts;
  readonly #tools = new Map<string, number>();
  readonly #beforeRefresh = new Map<string, ServerStatus>();

  constructor(ports: TrackerPorts) {
    this.#ports = ports;
  }

  exchangeFinished(report: ExchangeReport): void {
    const { server: name, status = 0, answeredHere } = report;
    const server = this.#ports.servers.get(name);
    if (!server || answeredHere) return;
    // The editor shows the status alone; the old transport, which it tries next, may still work and says so itself.
    if (status >= 400 && report.methods.includes("initialize")) {
      this.showFailure(server, notMcpServer(server, status));
    }
    // Whether an answer to `initialize` is one, whoever reads it tells (R60).
    if (status < 200 || status >= 300 || report.methods.includes("initialize")) return;
    const { kind } = this.#ports.board.get(name);
    // A stream that opens says nothing about the calls; an answered call does.
    if ((kind === "failed" || kind === "notStarted") && report.httpMethod === "POST") {
      this.#connected(name);
    }
  }

  initialized(name: string): void {
    this.#tools.delete(name);
    this.#connected(name);
  }

  toolsListed(name: string, count: number): void {
    this.#tools.set(name, count);
    this.#connected(name);
  }

  failed(name: string, failure: Failure): void {
    const server = this.#ports.servers.get(name);
    if (server) this.showFailure(server, failure);
  }

  /** The editor starts the server. */
  starting(server: Server): void {
    this.#tools.delete(server.name);
    this.#ports.board.set(server.name, { kind: "connecting" });
  }

  /** A request was answered with "the user has to act". */
  needed(server: Server, need: Need): void {
    // A sign-in under way shows its own steps.
    if (this.#ports.board.get(server.name).kind === "signingIn") return;
    this.#ports.board.set(server.name, statusOfNeed(need));
  }

  /** Shows why a server refused a request, and gives the sentence for the editor and the model. */
  refused(refusal: Refusal): string {
    const finding = diagnose({ kind: "refusal", ...refusal, nowMs: this.#ports.now() });
    this.#ports.log.warn(
      `${JSON.stringify(refusal.server.name)} answered ${refusal.http.status}: ${finding.code}; headers sent: ${refusal.http.sentHeaderNames.join(", ")}; challenges: ${refusal.http.challenges.map(quoted).join(", ") || "none"}.`,
    );
    this.#ports.board.set(refusal.server.name, { kind: "failed", finding });
    return finding.message;
  }

  /** Shows a failure of a sign-in, a refresh or a connection, and gives its sentence. */
  showFailure(server: Server, error: unknown): string {
    const failure = asFailure(server, error);
    if (failure.code === "cancelled") return failure.message;
    const finding = diagnose({ kind: "failure", server, failure });
    this.#ports.log.warn(`${JSON.stringify(server.name)}: ${failure.code}${causeOf(failure)}.`);
    this.#ports.board.set(server.name, { kind: "failed", finding });
    return finding.message;
  }

  /** A refresh begins or ends; the status before it comes back unless something else was learned meanwhile. */
  refreshing(server: Server, underWay: boolean): void {
    const { board } = this.#ports;
    const { name } = server;
    if (underWay) {
      const before = board.get(name);
      if (before.kind !== "connected") return;
      this.#beforeRefresh.set(name, before);
      board.set(name, { kind: "refreshing" });
    } else {
      const before = this.#beforeRefresh.get(name);
      this.#beforeRefresh.delete(name);
      if (before && board.get(name).kind === "refreshing") board.set(name, before);
    }
  }

  /** Nothing has passed for a server yet, or its credentials changed: it stands where they say, which lack `need` or nothing. */
  settled(server: Server, need: Need | undefined): void {
    const { board } = this.#ports;
    const { kind } = board.get(server.name);
    if (need) {
      if (kind !== "signingIn") board.set(server.name, statusOfNeed(need));
    } else if (kind === "signedOut" || kind === "tokenMissing" || kind === "addressChanged") {
      board.set(server.name, { kind: "notStarted" });
    }
  }

  #connected(name: string): void {
    const tools = this.#tools.get(name);
    this.#ports.board.set(name, { kind: "connected", ...(tools !== undefined && { tools }) });
  }
}

function statusOfNeed(need: Need): ServerStatus {
  switch (need.kind) {
    case "signIn":
      return { kind: "signedOut" };
    case "token": {
      const { wants, header } = need;
      return {
        kind: "tokenMissing",
        ...(wants !== undefined && { wants }),
        ...(header !== undefined && { header }),
      };
    }
    case "confirmAddress":
      return { kind: "addressChanged", from: need.from, to: need.to };
  }
}

/** Text that a server wrote, for the log: on one line and quoted. */
function causeOf(failure: Failure): string {
  return failure.cause instanceof Error ? ` (${quoted(failure.cause.message)})` : "";
}
