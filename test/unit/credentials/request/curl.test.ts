import { execFile, type ExecFileException, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CurlRequest,
  initializeRequest,
  toCurl,
} from "../../../../src/core/credentials/request/curl.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { closeServer, listenOnLoopback } from "../../../peers/loopback.ts";

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

const received: Received[] = [];
const server = createServer((request, response) => {
  const { authorization, "api-token": apiToken, "x-odd": odd } = request.headers;
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    received.push({
      method: request.method,
      url: request.url,
      headers: { authorization, apiToken, odd },
      body: Buffer.concat(chunks).toString(),
    });
    response.end("answer");
  });
});
let origin = "";

beforeAll(async () => {
  origin = `http://127.0.0.1:${await listenOnLoopback(server)}`;
});

afterAll(() => closeServer(server));

/** Text that does something in a shell unless it is quoted. */
const ODD = `it's "quoted" $HOME \`id\` \\ \\n !x %PATH% ‘’ * {a,b} #`;
const TOKEN = `t'0"k$e\\n`;

function oddRequest(): CurlRequest {
  return {
    url: `${origin}/mcp?a=[1-3]&b={x,y}&c='$HOME'`,
    headers: [["X-Odd", ODD.replaceAll(/[‘’]/g, "")]],
    credentials: [
      { header: "Authorization", scheme: "Bearer", token: new Secret(TOKEN) },
      { header: "API-Token", scheme: "", token: new Secret(TOKEN) },
    ],
    body: `@${ODD}\nsecond line`,
  };
}

function whatArrives(token: string): Received {
  return {
    method: "POST",
    url: "/mcp?a=[1-3]&b={x,y}&c='$HOME'",
    headers: {
      authorization: `Bearer ${token}`,
      apiToken: token,
      odd: ODD.replaceAll(/[‘’]/g, ""),
    },
    body: `@${ODD}\nsecond line`,
  };
}

/** Runs a command in sh, and gives what the server received. */
async function runInSh(command: string): Promise<Received | undefined> {
  received.length = 0;
  await new Promise<void>((resolve, reject) => {
    execFile("sh", ["-c", command], { env: environment() }, (error: ExecFileException | null) =>
      error ? reject(new Error(`These tests need sh and curl: ${error.message}`)) : resolve(),
    );
  });
  return received[0];
}

/** Gives curl what PowerShell would: the lines of the here-string. */
async function runConfig(command: string): Promise<Received | undefined> {
  received.length = 0;
  const lines = command.split("\n");
  expect([lines[0], lines.at(-1)]).toEqual(["@'", "'@ | curl.exe --config -"]);
  const config = lines.slice(1, -1);
  // A line that begins like this would end the here-string early.
  expect(config.filter((line) => line.startsWith("'@"))).toEqual([]);
  const child = spawn("curl", ["--config", "-"], { env: environment() });
  child.stdout.resume();
  child.stdin.end(`${config.join("\n")}\n`);
  await once(child, "close");
  expect(child.exitCode).toBe(0);
  return received[0];
}

function environment() {
  return { PATH: process.env["PATH"], HOME: "/nowhere", no_proxy: "*" };
}

describe("A request as a curl command", () => {
  it("R11 reads like one that the user would write", () => {
    const request = {
      ...initializeRequest("https://example.com/mcp"),
      credentials: [{ header: "Authorization", scheme: "Bearer", token: new Secret(TOKEN) }],
    };
    expect([toCurl(request, { shell: "posix" }), toCurl(request, { shell: "powershell" })]).toEqual(
      [
        String.raw`curl --include --globoff 'https://example.com/mcp' \
  -H 'Content-Type: application/json' \
  -H 'Accept: application/json, text/event-stream' \
  -H 'Authorization: Bearer <token>' \
  --data-raw '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"curl","version":"1"}}}'`,
        String.raw`@'
include
globoff
url = "https://example.com/mcp"
header = "Content-Type: application/json"
header = "Accept: application/json, text/event-stream"
header = "Authorization: Bearer <token>"
data-raw = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"curl\",\"version\":\"1\"}}}"
'@ | curl.exe --config -`,
      ],
    );
  });

  it("R11 holds a placeholder unless the real token was asked for, in every shell", async () => {
    const request = oddRequest();
    expect({
      posix: await runInSh(toCurl(request, { shell: "posix" })),
      powershell: await runConfig(toCurl(request, { shell: "powershell" })),
    }).toEqual({ posix: whatArrives("<token>"), powershell: whatArrives("<token>") });
  });

  it("R11 sends exactly the request when it is run, whatever characters are in it", async () => {
    const request = oddRequest();
    expect({
      posix: await runInSh(toCurl(request, { shell: "posix", revealTokens: true })),
      powershell: await runConfig(toCurl(request, { shell: "powershell", revealTokens: true })),
    }).toEqual({ posix: whatArrives(TOKEN), powershell: whatArrives(TOKEN) });
  });

  it("is a GET without a body", async () => {
    const request = { url: `${origin}/`, headers: [], credentials: [] };
    expect(await runInSh(toCurl(request, { shell: "posix" }))).toMatchObject({
      method: "GET",
      body: "",
    });
  });
});
