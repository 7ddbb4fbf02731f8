// A process of its own: an MCP server over raw sockets that checks its token and costs as little as possible.
// Messages to the parent: {port}, and {tokenRequests} on "count".
import { createServer, type Socket } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");
const BIG = "x".repeat(20 * 1024 * 1024);

/** What the benchmark's clients send. */
interface Message {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly name?: string; readonly arguments?: { readonly text?: string } };
}

let validToken = "bench-token";
let tokenRequests = 0;

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  let pending: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const end = pending.indexOf(HEAD_END);
      if (end === -1) return;
      const head = pending.toString("latin1", 0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (pending.length < end + 4 + length) return;
      const body = pending.toString("utf8", end + 4, end + 4 + length);
      pending = pending.subarray(end + 4 + length);
      answer(socket, head, body);
    }
  });
});

function answer(socket: Socket, head: string, body: string): void {
  if (head.startsWith("POST /token")) {
    tokenRequests++;
    validToken = `bench-token-${tokenRequests}`;
    setTimeout(() => json(socket, { access_token: validToken }), 20);
    return;
  }
  if (!head.includes(`Bearer ${validToken}`) || !/^authorization: /im.test(head)) {
    socket.write(
      'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error="invalid_token"\r\nContent-Length: 0\r\n\r\n',
    );
    return;
  }
  if (/^x-open-stream:/im.test(head)) {
    socket.write(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n8\r\ndata: 1\n\r\n",
    );
    return;
  }
  if (head.startsWith("GET ")) {
    socket.write("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n");
    return;
  }
  if (head.startsWith("DELETE ")) {
    json(socket, {});
    return;
  }
  const message: Message = JSON.parse(body);
  if (message.id === undefined) {
    socket.write("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    return;
  }
  const reply = (result: object) => ({ jsonrpc: "2.0", id: message.id, result });
  const text = (value: string) => reply({ content: [{ type: "text", text: value }] });
  if (message.method === "initialize") {
    const capabilities = { tools: {} };
    const name = /^x-bench-name: *(.+?)\r?$/im.exec(head)?.[1] ?? "bench";
    const serverInfo = { name, version: "1" };
    json(socket, reply({ protocolVersion: "2025-06-18", capabilities, serverInfo }));
  } else if (message.method === "tools/list") {
    const tools = ["echo", "events", "big"].map((name) => ({
      name,
      inputSchema: { type: "object" },
      annotations: { readOnlyHint: true },
    }));
    json(socket, reply({ tools }));
  } else if (message.params?.name === "events") {
    const event = `event: message\ndata: ${JSON.stringify(text("event"))}\n\n`;
    socket.write(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    const chunk = `${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`;
    setImmediate(() => {
      socket.write(chunk);
      setTimeout(() => socket.write("0\r\n\r\n"), 2);
    });
  } else
    json(
      socket,
      text(message.params?.name === "big" ? BIG : (message.params?.arguments?.text ?? "")),
    );
}

function json(socket: Socket, value: unknown): void {
  const body = JSON.stringify(value);
  socket.write(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

process.on("message", (message) => {
  if (message === "expire") validToken = "bench-token-expired";
  if (message === "reset") validToken = "bench-token";
  if (message === "count") process.send?.({ tokenRequests });
});
process.on("disconnect", () => process.exit());

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.send?.({ port: address.port });
});
