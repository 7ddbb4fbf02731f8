import type { ServerResponse } from "node:http";

import { notMcpServer } from "../servers/notMcpServer.ts";
import type { Server } from "../servers/server.ts";
import { ResultReader, requestedCursor, type ReadResult } from "./resultReader.ts";
import type { Forwarding } from "./attempt.ts";
import type { Endpoints, EndpointStream } from "./endpoints.ts";
import { fieldValues } from "./headers.ts";
import type { GatewayObserver } from "./observer.ts";
import type { RequestBody } from "./requestBody.ts";
import type { ToolPages } from "./toolPages.ts";
import type { HeaderFields } from "./upstream/upstreamPort.ts";

/** What the forwarding of an answer depends on besides the answer and its request. */
export interface ForwardingContext {
  readonly observer: GatewayObserver;
  readonly endpoints: Endpoints;
  readonly toolPages: ToolPages;
}

/** The request that an answer belongs to. */
export interface AnsweredRequest {
  readonly server: Server;
  readonly httpMethod: string;
  readonly methods: readonly string[];
  readonly body: RequestBody | undefined;
  /** The old-transport stream whose posts this is one of. */
  readonly oldStream: EndpointStream | undefined;
  readonly response: ServerResponse;
}

const NOTHING_SPECIAL: Forwarding = {};

/** Whether the answer to these methods is looked into. */
export function readsResult(methods: readonly string[]): boolean {
  return methods[0] === "tools/list" || methods[0] === "initialize";
}

/** Decides how an answer is passed on: as it is, read along, with its address rewritten, or not at all. */
export function forwardingOf(
  context: ForwardingContext,
  request: AnsweredRequest,
  status: number,
  headers: HeaderFields,
): Forwarding {
  const { server, httpMethod, response } = request;
  const isEventStream =
    fieldValues(headers["content-type"])[0]?.toLowerCase().startsWith("text/event-stream") === true;
  if (httpMethod === "GET" && isEventStream)
    return context.endpoints.watch(server.name, server.url, response);
  const succeeded = status >= 200 && status < 300;
  // An old server that opens its stream for a POST too would be taken for a Streamable HTTP one; with 405
  // the editor changes to the old transport, as the settings say.
  const toOldServer = server.transport === "sse" && request.oldStream === undefined;
  if (toOldServer && httpMethod === "POST" && succeeded) return "unwanted";
  if (!succeeded || request.oldStream !== undefined || !readsResult(request.methods))
    return NOTHING_SPECIAL;
  return { reader: new ResultReader(isEventStream, reporter(context, request, status)) };
}

/** Prepares for an answer that comes on the stream of the old transport, perhaps before the post is accepted. */
export function expectOnStream(context: ForwardingContext, request: AnsweredRequest): void {
  if (readsResult(request.methods)) request.oldStream?.expect(reporter(context, request));
}

function reporter(
  context: ForwardingContext,
  request: AnsweredRequest,
  status?: number,
): (answer: ReadResult) => void {
  const { server } = request;
  const { name } = server;
  return (answer) => {
    if (answer.kind === "notMcp") {
      context.observer.failed(name, notMcpServer(server, status));
      return;
    }
    if (answer.kind === "initialized") {
      context.observer.initialized(name);
      return;
    }
    const { body } = request;
    const cursor = body?.kind === "kept" ? requestedCursor(body.bytes) : undefined;
    context.observer.toolsListed(name, context.toolPages.add(name, cursor, answer));
  };
}
