import type { Finding, Severity } from "../diagnosis/finding.ts";
import { FIELD_VALUE, HTTP_TOKEN } from "../httpSyntax.ts";
import { quoted } from "../log.ts";
import { parseAuth } from "./parseAuth.ts";
import { Reader } from "./reader.ts";
import type { Server } from "./server.ts";

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
 * A bad entry becomes a finding and is left out; the others still work.
 */
export function parseServers(value: unknown): ParsedServers {
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
    const server = parseServer(name, entry, report);
    if (server) servers.push(server);
  }
  return { servers, findings };
}

type Report = (path: readonly string[], code: string, severity: Severity, message: string) => void;

const MAX_NAME_LENGTH = 100;

/** Controls, line separators and halves of characters would break labels, log lines and the gateway's paths. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

function parseServer(name: string, entry: unknown, report: Report): Server | undefined {
  if (name.trim() === "" || name.length > MAX_NAME_LENGTH || UNPRINTABLE.test(name)) {
    report(
      [name],
      "settingsServerName",
      "error",
      `A server's name must have 1 to ${MAX_NAME_LENGTH} printable characters.`,
    );
    return undefined;
  }
  const reader = Reader.of(entry, [name], `server "${name}"`, report);
  if (!reader) return undefined;
  const url = parseUrl(reader);
  const transport = reader.oneOf("type", ["http", "sse"] as const, "http");
  const headers = parseHeaders(reader);
  const auth = parseAuth(reader);
  reader.rejectUnknown();
  if (!url || !transport || !headers || !auth || reader.failed) return undefined;
  return { name, url, transport, headers, auth };
}

function parseUrl(reader: Reader): string | undefined {
  const text = reader.string("url");
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

function parseHeaders(reader: Reader): Record<string, string> | undefined {
  const record = reader.record("headers");
  if (!record) return reader.failed ? undefined : {};
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(record)) {
    if (!HTTP_TOKEN.test(name)) {
      reader.fail(
        ["headers", name],
        "headerNameInvalid",
        // Without the name: a whole header with its token may have been pasted there.
        `A header of ${reader.label} has a name that HTTP does not allow. Use letters, digits and hyphens.`,
      );
    } else if (RESERVED_HEADERS.has(name.toLowerCase())) {
      reader.fail(
        ["headers", name],
        "headerReserved",
        `The header ${quoted(name)} is set by the connection itself. Remove it.`,
      );
    } else if (!FIELD_VALUE.test(value)) {
      reader.fail(
        ["headers", name],
        "headerValueInvalid",
        `The value of the header ${quoted(name)} has characters that HTTP does not allow, such as a line break.`,
      );
    } else {
      headers.set(name, value);
    }
  }
  // Not by assignment: a header may be called `__proto__`.
  return Object.fromEntries(headers);
}
