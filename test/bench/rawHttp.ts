import { connect, type Socket } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");

/** An HTTP/1.1 answer as the benchmark needs it. */
export interface RawAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** From the first byte of the request to the first byte of the body, in microseconds. */
  readonly firstByteUs: number;
  /** Until the last byte. */
  readonly totalUs: number;
}

/**
 * One keep-alive connection that sends requests one after another and does as little else as possible,
 * so that what is measured is the rival and not the client.
 */
export class RawConnection {
  readonly #socket: Socket;
  #parser: AnswerParser | undefined;
  #settle: { resolve(answer: RawAnswer): void; reject(error: Error): void } | undefined;
  #sentAt = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#data(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("The connection was closed")));
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve).once("error", reject);
    });
    return new RawConnection(socket);
  }

  async send(request: Buffer): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#sentAt = performance.now();
      this.#parser = new AnswerParser(this.#sentAt);
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #data(chunk: Buffer): void {
    const parser = this.#parser;
    if (parser === undefined || !parser.push(chunk)) return;
    this.#parser = undefined;
    const totalUs = (performance.now() - this.#sentAt) * 1000;
    this.#settle?.resolve({ ...parser.answer(), totalUs });
  }

  #fail(error: Error): void {
    this.#settle?.reject(error);
  }
}

/** Reads one answer, with a content length or in chunks. */
class AnswerParser {
  readonly #sentAt: number;
  #head: Buffer = Buffer.alloc(0);
  #status = 0;
  #chunked = false;
  #missing = -1;
  #chunks: Buffer[] = [];
  #firstByteUs = 0;
  #tail = "";

  constructor(sentAt: number) {
    this.#sentAt = sentAt;
  }

  /** True when the answer is complete. */
  push(chunk: Buffer): boolean {
    if (this.#missing === -1) {
      this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
      const end = this.#head.indexOf(HEAD_END);
      if (end === -1) return false;
      const head = this.#head.toString("latin1", 0, end).toLowerCase();
      this.#status = Number(head.slice(9, 12));
      this.#chunked = head.includes("transfer-encoding: chunked");
      this.#missing = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
      return this.#body(this.#head.subarray(end + 4));
    }
    return this.#body(chunk);
  }

  answer(): Omit<RawAnswer, "totalUs"> {
    const body = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    return {
      status: this.#status,
      body: body ?? Buffer.alloc(0),
      firstByteUs: this.#firstByteUs,
    };
  }

  #body(bytes: Buffer): boolean {
    if (bytes.length > 0) {
      if (this.#firstByteUs === 0) this.#firstByteUs = (performance.now() - this.#sentAt) * 1000;
      this.#chunks.push(bytes);
    }
    if (this.#chunked) {
      this.#tail = (this.#tail + bytes.toString("latin1", Math.max(0, bytes.length - 5))).slice(-5);
      return this.#tail === "0\r\n\r\n";
    }
    this.#missing -= bytes.length;
    return this.#missing <= 0;
  }
}

/** The bytes of a POST of a JSON-RPC message. */
export function postOf(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  message: object,
): Buffer {
  const body = JSON.stringify(message);
  const fields = {
    host: `127.0.0.1:${port}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
  };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${head.join("")}\r\n${body}`, "latin1");
}
