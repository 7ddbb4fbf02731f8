import { findReferences, resolveReferences, type Environment } from "../environment.ts";
import type { Finding, Severity } from "../finding.ts";
import { FIELD_VALUE, HTTP_TOKEN } from "../http/fieldSyntax.ts";
import { quoted } from "../log.ts";
import { parseAuth } from "./parseAuth.ts";
import { parseSecretHeaders } from "./parseSecretAuth.ts";
import { Reader, referenceCode } from "./reader.ts";
import type { Server, TokenAuth } from "./server.ts";

/** A finding about the settings, with the path of the entry below `mcpConnect.servers`. */
export interface SettingsFinding extends Finding {
  readonly path: readonly string[];
}

export interface ParsedServers {
  readonly servers: readonly Server[];
  readonly findings: readonly SettingsFinding[];
}

/** Fields that belong to the connection or to the gateway, and that settings therefore cannot set. */
const RESERVED_HEADERS = new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Parses the value of `mcpConnect.servers`, which anybody who can commit to the workspace has written.
 * A bad entry becomes a finding and is left out; the others still work. References to environment variables in
 * addresses and client ids are resolved here, those in headers and secrets with each request.
 */
export function parseServers(
  value: unknown,
  environment: Environment = () => undefined,
): ParsedServers {
  const findings: SettingsFinding[] = [];
  const servers: Server[] = [];
  const report = (path: readonly string[], code: string, severity: Severity, message: string) => {
    const server = path[0];
    findings.push({
      code,
      severity,
      message,
      path,
      ...(server !== undefined && { server }),
      fixes: [
        {
          kind: "action",
          title: "Open settings",
          action: { type: "openSettings", ...(server !== undefined && { server }) },
        },
      ],
    });
  };
  if (value === undefined || value === null) return { servers, findings };
  if (typeof value !== "object" || Array.isArray(value)) {
    report(
      [],
      "settingsShape",
      "error",
      '"mcpConnect.servers" must be an object with one entry for each server: { "name": { "url": "https://…" } }.',
    );
    return { servers, findings };
  }
  for (const [name, entry] of Object.entries(value)) {
    const server = parseServer(name, entry, report, environment);
    if (server) servers.push(server);
  }
  return { servers, findings };
}

type Report = (path: readonly string[], code: string, severity: Severity, message: string) => void;

const MAX_NAME_LENGTH = 100;

/** Controls, line separators and halves of characters would break labels, log lines and the gateway's paths. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

function parseServer(
  name: string,
  entry: unknown,
  report: Report,
  environment: Environment,
): Server | undefined {
  const length = name.trim().length;
  // "." and ".." cannot be segments of the gateway's paths: every URL parser takes them away.
  if (length === 0 || length > MAX_NAME_LENGTH || /^\.\.?$/.test(name) || UNPRINTABLE.test(name)) {
    report(
      [name],
      "settingsServerName",
      "error",
      `A server's name must have 1 to ${MAX_NAME_LENGTH} printable characters, and more than dots.`,
    );
    return undefined;
  }
  const reader = Reader.of(entry, [name], `server “${name}”`, report, environment);
  if (!reader) return undefined;
  const url = parseUrl(reader);
  const transport = reader.oneOf("type", ["http", "sse"] as const, "http");
  const written = reader.raw("url");
  const { headers, references } = parseHeaders(reader);
  const auth = parseAuth(reader);
  const secretHeaders = [...references, ...parseSecretHeaders(reader)];
  reader.rejectUnknown();
  if (!url || !transport || !auth || reader.failed) return undefined;
  return {
    name,
    url,
    ...(typeof written === "string" && written.includes("${") && { writtenUrl: written.trim() }),
    transport,
    headers,
    auth,
    ...(secretHeaders.length > 0 && { secretHeaders }),
  };
}

function parseUrl(reader: Reader): string | undefined {
  const text = reader.resolved("url");
  if (text === undefined) {
    if (!reader.failed) {
      reader.fail("url", "settingsUrl", `${reader.title} has no "url". Add the server's address.`);
    }
    return undefined;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    reader.fail(
      "url",
      "settingsUrl",
      `${reader.title} needs an address that begins with https:// (or http:// on this machine).`,
    );
    return undefined;
  }
  if (url.username !== "" || url.password !== "") {
    reader.fail(
      "url",
      "secretInUrl",
      `${reader.title} has a user name or password in its address. Remove it there and set it as a credential.`,
    );
    return undefined;
  }
  url.hash = "";
  return url.href;
}

interface ParsedHeaders {
  readonly headers: Readonly<Record<string, string>>;
  /** Those with `${env:NAME}` in them, whose values are secrets for all that is known. */
  readonly references: readonly TokenAuth[];
}

function parseHeaders(reader: Reader): ParsedHeaders {
  const headers = new Map<string, string>();
  const references: TokenAuth[] = [];
  for (const [name, value] of Object.entries(reader.record("headers") ?? {})) {
    const problem = headerProblem(name, value, reader);
    if (problem) {
      reader.fail(["headers", name], ...problem);
    } else if (findReferences(value).some(({ form }) => form === "env")) {
      references.push({ type: "token", header: name, scheme: "", reference: value });
    } else {
      headers.set(name, value);
    }
  }
  // Not by assignment: a header may be called `__proto__`.
  return { headers: Object.fromEntries(headers), references };
}

function headerProblem(
  name: string,
  value: string,
  reader: Reader,
): readonly [code: string, message: string] | undefined {
  if (!HTTP_TOKEN.test(name)) {
    return [
      "headerNameInvalid",
      // Without the name: a whole header with its token may have been pasted there.
      `A header of ${reader.label} has a name that HTTP does not allow. Use letters, digits and hyphens.`,
    ];
  }
  if (RESERVED_HEADERS.has(name.toLowerCase())) {
    return [
      "headerReserved",
      `The header ${quoted(name)} is set by the connection itself. Remove it.`,
    ];
  }
  if (!FIELD_VALUE.test(value)) {
    return [
      "headerValueInvalid",
      `The value of the header ${quoted(name)} has characters that HTTP does not allow, such as a line break.`,
    ];
  }
  // A reference is never sent as it stands (R33); whether the variable is set is looked up with each request.
  const resolution = resolveReferences(value, () => "set");
  if (resolution.kind === "resolved") return undefined;
  const [problem] = resolution.problems;
  return problem && [referenceCode(problem), `The header “${name}”: ${problem.sentence}`];
}
