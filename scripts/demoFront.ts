import { randomBytes } from "node:crypto";
import { createServer, request } from "node:http";
import { connect, type Socket } from "node:net";

/** The half of the key that the editor's web client encrypts its secret storage with; the server keeps it. */
const MINT_KEY_PATH = "/mint-key";

/**
 * Stands before the demo's editor and answers the one request that the editor's server leaves to a front end:
 * the server's half of the key of secret storage. Everything else is passed on as it is.
 */
export async function startFront(
  editorPort: number,
  port: number,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const key = randomBytes(32);
  const sockets = new Set<Socket>();
  const server = createServer((incoming, answer) => {
    const { method, url, headers } = incoming;
    if (method === "POST" && new URL(url ?? "/", "http://front").pathname.endsWith(MINT_KEY_PATH)) {
      answer.end(key);
      return;
    }
    const passed = request(
      { host: "127.0.0.1", port: editorPort, method, path: url, headers },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
        response.pipe(answer);
      },
    );
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    incoming.pipe(passed);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (incoming, socket, head) => {
    const upstream = connect(editorPort, "127.0.0.1", () => {
      const fields = incoming.rawHeaders
        .flatMap((name, index, all) => (index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : []))
        .join("\r\n");
      upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${fields}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
    socket.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The demo has no port.");
  return {
    port: address.port,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
