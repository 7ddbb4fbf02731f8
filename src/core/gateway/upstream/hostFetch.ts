import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import type {
  HeaderFields,
  HostFetchFunction,
  UpstreamController,
  UpstreamHandler,
  UpstreamRequest,
} from "./upstreamPort.ts";

/** Fields that do not hold any more once `fetch` has unpacked a body. */
const BODY_FIELDS = ["content-encoding", "content-length"];

/** The host's own `fetch` as a second way to a server, and for which origins it is the one that works. */
export class HostFetch {
  readonly #fetch: HostFetchFunction;
  readonly #preferred = new Set<string>();

  constructor(hostFetch: HostFetchFunction) {
    this.#fetch = hostFetch;
  }

  isPreferredFor(origin: string): boolean {
    return this.#preferred.has(origin);
  }

  /**
   * Sends a request. Where no answer comes, this way is forgotten and the failure reported: `earlier`, if given,
   * which is what kept a connection from being made. It is not tried elsewhere, because `fetch` does not tell
   * whether the server may have acted on it.
   */
  send(request: UpstreamRequest, handler: UpstreamHandler, earlier?: Error): void {
    this.#exchange(request, handler, earlier).catch((error: unknown) =>
      handler.onResponseError(null, asError(error)),
    );
  }

  async #exchange(
    request: UpstreamRequest,
    handler: UpstreamHandler,
    earlier: Error | undefined,
  ): Promise<void> {
    const controller = new FetchController();
    handler.onRequestStart(controller);
    let response: Response;
    try {
      controller.signal.throwIfAborted();
      response = await this.#fetch(request.origin + request.path, initOf(request, controller));
    } catch (error) {
      if (!controller.signal.aborted) this.#preferred.delete(request.origin);
      handler.onResponseError(controller, earlier ?? asError(error));
      return;
    }
    this.#preferred.add(request.origin);
    try {
      // Some hosts hide where a redirect leads.
      if (response.type === "opaqueredirect") throw hiddenRedirect(request.origin);
      handler.onResponseStart(controller, response.status, fieldsOf(response));
      if (response.body !== null)
        for await (const chunk of response.body) {
          handler.onResponseData(controller, Buffer.from(chunk));
          await controller.flowing;
        }
      handler.onResponseEnd(controller);
    } catch (error) {
      handler.onResponseError(controller, asError(error));
    }
  }
}

function hiddenRedirect(origin: string): Failure {
  return new Failure(
    "redirectedElsewhere",
    t(
      "The server at {0} redirects to another address. Find out which, and put it into the URL in the settings.",
      origin,
    ),
    { origin },
  );
}

/** Aborts and slows down a `fetch`. */
class FetchController implements UpstreamController {
  readonly #abort = new AbortController();
  #resume: (() => void) | undefined;
  /** Resolves as soon as more may be passed on. */
  flowing: Promise<void> | undefined;

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  abort(reason: Error): void {
    this.#abort.abort(reason);
    this.resume();
  }

  pause(): void {
    this.flowing ??= new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resume?.();
    this.flowing = undefined;
  }
}

function initOf(request: UpstreamRequest, controller: FetchController): RequestInit {
  const headers = new Headers();
  for (let at = 0; at < request.headers.length; at += 2) {
    const name = request.headers[at] ?? "";
    if (name !== "content-length") headers.append(name, request.headers[at + 1] ?? "");
  }
  headers.set("accept-encoding", "identity");
  const { body } = request;
  return {
    method: request.method,
    headers,
    redirect: "manual",
    signal: controller.signal,
    ...(body === null || (body instanceof Buffer && body.length === 0)
      ? {}
      : { body, duplex: "half" }),
  };
}

function fieldsOf(response: Response): HeaderFields {
  const fields: HeaderFields = {};
  for (const [name, value] of response.headers) fields[name] = value;
  if (fields["content-encoding"] !== undefined) for (const name of BODY_FIELDS) delete fields[name];
  return fields;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error("Unknown error", { cause: error });
}
