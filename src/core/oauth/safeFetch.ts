import { t } from "@vscode/l10n";
import { linkedTo } from "../cancellation.ts";
import { Failure } from "../failure.ts";
import {
  checkEndpoint,
  endpointWords,
  type EndpointName,
  type EndpointTrust,
} from "./discovery/endpointRules.ts";
import type { OAuthPorts } from "./types.ts";

const MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_REDIRECTS = 3;
const DEFAULT_TIME_LIMIT_MS = 15_000;

/** Why a request was ended: its time, and not the user. */
const TIME_IS_UP = new Error("The time limit has passed.");

export interface SafeRequest {
  /** Names the endpoint in sentences, such as "token endpoint". */
  readonly what: EndpointName;
  readonly trust: EndpointTrust;
  readonly signal: AbortSignal;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  /** Milliseconds for everything from the connection to the last byte. */
  readonly timeLimitMs?: number;
  /**
   * `follow`: for reading public documents without a body or credential, at most three times and by the same rules.
   * `refuse` (the default): a redirect is a failure. `return`: the redirect itself is the answer.
   */
  readonly redirects?: "follow" | "refuse" | "return";
  /** Only status and headers matter; the body is dropped unread. */
  readonly dropBody?: boolean;
}

/**
 * Requests an OAuth URL: https or loopback only, no private address on behalf of a public server, at most 1 MiB,
 * within the time limit, and no redirect with a body or a credential. The answer's body is complete in memory.
 * Rejects with `insecureEndpoint`, `privateEndpoint`, `redirectedElsewhere`, `tooLarge`, `timedOut`,
 * `certificateRejected`, `unreachable` or `cancelled`.
 */
export async function safeFetch(
  ports: Pick<OAuthPorts, "fetch" | "timeLimitMs">,
  address: string,
  request: SafeRequest,
): Promise<Response> {
  const limitMs = request.timeLimitMs ?? ports.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS;
  const limited = linkedTo(request.signal);
  const timer = setTimeout(() => limited.abort(TIME_IS_UP), limitMs);
  try {
    return await fetchWithin(ports, address, request, limited.signal);
  } finally {
    clearTimeout(timer);
    // Lets go of the caller's signal, which outlives many requests.
    limited.abort();
  }
}

async function fetchWithin(
  ports: Pick<OAuthPorts, "fetch">,
  address: string,
  request: SafeRequest,
  signal: AbortSignal,
): Promise<Response> {
  let url = checkEndpoint(address, request.what, request.trust);
  for (let redirects = 0; ; redirects += 1) {
    try {
      request.signal.throwIfAborted();
      const fetched = ports.fetch(url.href, {
        method: request.method ?? "GET",
        redirect: "manual",
        credentials: "omit",
        signal,
        headers: { ...request.headers },
        ...(request.body !== undefined && { body: request.body }),
      });
      const response = await unlessAborted(fetched, signal);
      const location = redirectTarget(response, url);
      if (location === undefined || request.redirects === "return")
        return request.dropBody
          ? await bodiless(response)
          : await buffered(response, request.what, signal);
      await response.body?.cancel();
      url = nextAddress(location, redirects, url, request);
    } catch (error) {
      throw asFailure(error, url, request, signal);
    }
  }
}

/** Reads a JSON answer; undefined when the body is not JSON. */
export async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text()) as unknown;
  } catch {
    return undefined;
  }
}

function redirectTarget(response: Response, base: URL): string | undefined {
  if (response.status < 300 || response.status > 399 || response.status === 304) return undefined;
  const location = response.headers.get("location");
  return location === null ? undefined : (URL.parse(location, base.href)?.href ?? location);
}

function nextAddress(location: string, redirects: number, from: URL, request: SafeRequest): URL {
  if (request.redirects !== "follow")
    throw new Failure(
      "redirectedElsewhere",
      t(
        "The {0} answered with a redirect, which is never followed with credentials. Check the address of the authorization server.",
        endpointWords(request.what),
      ),
      { what: request.what, origin: from.origin },
    );
  if (redirects >= MAX_REDIRECTS)
    throw new Failure(
      "redirectedElsewhere",
      t(
        "The {0} redirects again and again. Check the server's address.",
        endpointWords(request.what),
      ),
      { what: request.what, origin: from.origin, redirects: redirects + 1 },
    );
  return checkEndpoint(location, request.what, { ...request.trust, byHand: false });
}

async function bodiless(response: Response): Promise<Response> {
  await response.body?.cancel();
  const { status, statusText, headers } = response;
  return new Response(null, { status, statusText, headers });
}

/**
 * Settles as the promise does, or rejects when the signal aborts. `fetch` holds its signal weakly and may forget it
 * once nothing else needs the request; the limits must hold all the same.
 */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Reads the whole body, so that a time limit covers it and nothing is left hanging. */
async function buffered(
  response: Response,
  what: EndpointName,
  signal: AbortSignal,
): Promise<Response> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  if (reader)
    for (;;) {
      const { done, value } = await unlessAborted(reader.read(), signal).catch((error: unknown) => {
        reader.cancel().catch(() => undefined);
        throw error;
      });
      if (done) break;
      size += value.byteLength;
      if (size > MAX_ANSWER_BYTES) {
        await reader.cancel();
        throw new Failure(
          "tooLarge",
          t(
            "The answer of the {0} is larger than 1 MiB and was not read. Check the server's address.",
            endpointWords(what),
          ),
          { what },
        );
      }
      chunks.push(value);
    }
  const { status, statusText, headers } = response;
  const bodyAllowed = status !== 204 && status !== 205 && status !== 304;
  return new Response(bodyAllowed ? Buffer.concat(chunks) : null, {
    status,
    statusText,
    headers,
  });
}

function asFailure(error: unknown, url: URL, request: SafeRequest, limited: AbortSignal): Failure {
  if (error instanceof Failure) return error;
  const facts = { what: request.what, origin: url.origin };
  if (request.signal.aborted)
    return new Failure("cancelled", t("The request was cancelled."), facts);
  if (limited.reason === TIME_IS_UP)
    return new Failure(
      "timedOut",
      t(
        "The {0} did not answer in time. Check the connection, then try again.",
        endpointWords(request.what),
      ),
      facts,
      { cause: error },
    );
  const reason = systemCode(error);
  if (reason !== undefined && /CERT|SELF_SIGNED|ISSUER|LEAF_SIGNATURE|ERR_TLS/.test(reason))
    return new Failure(
      "certificateRejected",
      t(
        "The certificate of {0} was not accepted. Check the clock, or add the certificate of your network to the system's.",
        url.host,
      ),
      { ...facts, reason },
      { cause: error },
    );
  return new Failure(
    "unreachable",
    t(
      "{0} cannot be reached. Check the address and the network connection, then try again.",
      url.host,
    ),
    { ...facts, ...(reason !== undefined && { reason }) },
    { cause: error },
  );
}

/** The system's code for a failed connection, such as `ECONNREFUSED`; fetch wraps it in causes. */
function systemCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if ("code" in at && typeof at.code === "string" && /^[A-Z0-9_]{3,64}$/.test(at.code))
      return at.code;
  return undefined;
}
