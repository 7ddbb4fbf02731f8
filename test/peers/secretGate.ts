import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { isRecord, parseRecord } from "./json.ts";
import { closeServer, listenOnLoopback } from "./loopback.ts";

/** What a gate makes of a request's headers: whom it knows, or why it refuses. */
export type Judgement =
  | { readonly kind: "allowed"; readonly claims?: Readonly<Record<string, unknown>> }
  | { readonly kind: "refused"; readonly answer?: string };

export interface SecretGate {
  /** URL of the MCP endpoint. */
  readonly url: string;
  readonly origin: string;
  /** What was judged, oldest first. */
  readonly judged: readonly Judgement[];
  /** Whether any header that came in contained this text. */
  hasReceived(text: string): boolean;
  /** Number of requests that came in. */
  readonly count: number;
  /** Every request gets this judgement instead, until it is taken back with undefined. */
  overrule(judgement: Judgement | undefined): void;
  readonly stop: () => Promise<void>;
}

/** Starts a reverse proxy in front of an MCP server that lets requests through whose headers a function accepts. */
export async function startSecretGate(
  upstream: string,
  judge: (headers: IncomingHttpHeaders) => Judgement,
): Promise<SecretGate> {
  const target = new URL(upstream);
  const agent = new Agent({ keepAlive: true });
  const judged: Judgement[] = [];
  const received = new Set<string>();
  let overruled: Judgement | undefined;
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    for (const text of [request.url ?? "", ...request.rawHeaders]) received.add(text);
    const judgement = overruled ?? judge(request.headers);
    judged.push(judgement);
    if (judgement.kind === "refused") {
      response.writeHead(401, { "content-type": "text/plain" });
      response.end(judgement.answer ?? "");
      return;
    }
    const outgoing = httpRequest(new URL(request.url ?? "/", target.origin), {
      method: request.method,
      headers: { ...request.headers, host: target.host },
      agent,
    });
    outgoing.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
      answer.once("error", () => response.destroy());
    });
    outgoing.once("error", () => response.destroy());
    response.once("close", () => outgoing.destroy());
    request.pipe(outgoing);
  });
  const port = await listenOnLoopback(server);
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: origin + target.pathname,
    origin,
    judged,
    get count() {
      return count;
    },
    hasReceived: (text) => [...received].some((field) => field.includes(text)),
    overrule: (judgement) => void (overruled = judgement),
    stop: async () => {
      agent.destroy();
      await closeServer(server);
    },
  };
}

/** Accepts a value in a header, as it stands. */
export function wantsHeader(name: string, value: () => string) {
  return (headers: IncomingHttpHeaders): Judgement => {
    const field = headers[name.toLowerCase()];
    return typeof field === "string" && field === value()
      ? { kind: "allowed" }
      : { kind: "refused" };
  };
}

/** Accepts what all of several checks accept. */
export function wantsAll(...checks: readonly ((headers: IncomingHttpHeaders) => Judgement)[]) {
  return (headers: IncomingHttpHeaders): Judgement =>
    checks.map((check) => check(headers)).find(({ kind }) => kind === "refused") ?? {
      kind: "allowed",
    };
}

/**
 * Accepts a JWT behind Bearer that is signed with a key and in time: RFC 7515 by hand, so that it is checked by
 * other code than that which made it.
 */
export function wantsJwt(
  algorithm: "HS256" | "RS256" | "ES256",
  key: () => string,
  now: () => number = Date.now,
) {
  return (headers: IncomingHttpHeaders): Judgement => {
    const [header = "", payload = "", signature = ""] =
      /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1]?.split(".") ?? [];
    const head = parseRecord(Buffer.from(header, "base64url").toString());
    const claims = parseRecord(Buffer.from(payload, "base64url").toString());
    const signed = Buffer.from(`${header}.${payload}`);
    const given = Buffer.from(signature, "base64url");
    if (head?.["alg"] !== algorithm || !isRecord(claims)) return { kind: "refused" };
    const isGenuine =
      algorithm === "HS256"
        ? sameBytes(createHmac("sha256", key()).update(signed).digest(), given)
        : verify(
            "sha256",
            signed,
            { key: createPublicKey(key()), dsaEncoding: "ieee-p1363" },
            given,
          );
    const nowS = now() / 1000;
    const inTime = Number(claims["iat"]) <= nowS + 60 && nowS < Number(claims["exp"]);
    return isGenuine && inTime ? { kind: "allowed", claims } : { kind: "refused" };
  };
}

function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
