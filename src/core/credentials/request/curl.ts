import type { Secret } from "../../secret.ts";

/** A request to write down as a command. */
export interface CurlRequest {
  readonly url: string;
  /** Headers that hold no secret. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly credentials: readonly CurlCredential[];
  /** Sent as a POST; without it the request is a GET. */
  readonly body?: string;
}

/** A header that authenticates; `scheme` is empty for a raw token. */
export interface CurlCredential {
  readonly header: string;
  readonly scheme: string;
  readonly token: Secret;
}

export interface CurlOptions {
  readonly shell: "posix" | "powershell";
  /** Writes the real token. Only after the user has asked for it and confirmed: the text ends up in the shell's history. */
  readonly revealTokens?: boolean;
}

const PLACEHOLDER = "<token>";

/** Writes a request as a `curl` command for a shell, with a placeholder where the token belongs (R11). */
export function toCurl(request: CurlRequest, { shell, revealTokens = false }: CurlOptions): string {
  const headers = [
    ...request.headers,
    ...request.credentials.map(({ header, scheme, token }): [string, string] => {
      const value = revealTokens ? token.reveal() : PLACEHOLDER;
      return [header, scheme === "" ? value : `${scheme} ${value}`];
    }),
  ].map(([name, value]) => `${name}: ${value}`);
  return shell === "posix" ? forPosix(request, headers) : forPowerShell(request, headers);
}

/** The first request that a server of the Model Context Protocol expects, without its credential. */
export function initializeRequest(
  url: string,
): Omit<CurlRequest, "credentials"> & { body: string } {
  return {
    url,
    headers: [
      ["Content-Type", "application/json"],
      ["Accept", "application/json, text/event-stream"],
    ],
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "curl", version: "1" },
      },
    }),
  };
}

function forPosix({ url, body }: CurlRequest, headers: readonly string[]): string {
  return [
    // Without globoff, curl expands brackets and braces of the URL itself.
    `curl --include --globoff ${quoteForPosix(url)}`,
    ...headers.map((header) => `-H ${quoteForPosix(header)}`),
    // Not --data, which reads a file when the text begins with “@”.
    ...(body === undefined ? [] : [`--data-raw ${quoteForPosix(body)}`]),
  ].join(" \\\n  ");
}

/** POSIX.1-2017, Shell Command Language 2.2.2: everything between single quotes is literal, except a single quote. */
function quoteForPosix(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * Windows PowerShell and PowerShell 7 hand double quotes to programs in different ways, and the first calls something
 * else `curl`. A here-string on the standard input, in the syntax of curl's configuration files, means the same to both.
 */
function forPowerShell({ url, body }: CurlRequest, headers: readonly string[]): string {
  return [
    "@'",
    "include",
    "globoff",
    `url = ${quoteForConfig(url)}`,
    ...headers.map((header) => `header = ${quoteForConfig(header)}`),
    ...(body === undefined ? [] : [`data-raw = ${quoteForConfig(body)}`]),
    "'@ | curl.exe --config -",
  ].join("\n");
}

/** curl(1), `--config`: in double quotes, with these escapes. */
function quoteForConfig(text: string): string {
  const escaped = text
    .replaceAll("\\", String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\r", String.raw`\r`)
    .replaceAll("\t", String.raw`\t`);
  return `"${escaped}"`;
}
