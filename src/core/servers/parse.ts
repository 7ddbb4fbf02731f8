import { t } from "@vscode/l10n";
import type { Environment } from "../environment.ts";
import type { Finding } from "../finding.ts";
import { parseAuth } from "../kinds/auth.ts";
import { openSettingsFix } from "../fixes.ts";
import { parseHeaders, withSecretHeaders } from "./parseHeaders.ts";
import { Reader, type Report } from "../kinds/reader.ts";
import type { SettingsCode } from "../settingsCodes.ts";
import type { Server } from "./server.ts";

/** A finding about the settings, with the path of the entry below `mcpConnect.servers`. */
export interface SettingsFinding extends Finding {
  readonly code: SettingsCode;
  readonly path: readonly string[];
}

export interface ParsedServers {
  readonly servers: readonly Server[];
  readonly findings: readonly SettingsFinding[];
}

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
  const report: Report = (path, code, severity, message, fixes = []) => {
    const server = path[0];
    findings.push({
      code,
      severity,
      message,
      path,
      ...(server !== undefined && { server }),
      fixes: [...fixes, openSettingsFix(server)],
    });
  };
  if (value === undefined || value === null) return { servers, findings };
  if (typeof value !== "object" || Array.isArray(value)) {
    report(
      [],
      "settingsShape",
      "error",
      t(
        '"mcpConnect.servers" must be an object with one entry for each server: { "name": { "url": "https://…" } }.',
      ),
    );
    return { servers, findings };
  }
  for (const [name, entry] of Object.entries(value)) {
    const server = parseServer(name, entry, report, environment);
    if (server) servers.push(server);
  }
  return { servers, findings };
}

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
      t(
        "A server's name must have 1 to {0} printable characters, and more than dots.",
        MAX_NAME_LENGTH,
      ),
    );
    return undefined;
  }
  const reader = Reader.of(entry, [name], t("server “{0}”", name), report, environment);
  if (!reader) return undefined;
  const url = parseUrl(reader);
  const transport = reader.oneOf("type", ["http", "sse"] as const, "http");
  const writtenUrl = reader.raw("url");
  const written = parseHeaders(reader);
  const auth = parseAuth(reader);
  const headers = withSecretHeaders(reader, written, auth);
  reader.rejectUnknown();
  if (!url || !transport || !auth || reader.failed) return undefined;
  return {
    name,
    url,
    ...(typeof writtenUrl === "string" &&
      writtenUrl.includes("${") && { writtenUrl: writtenUrl.trim() }),
    transport,
    auth,
    ...headers,
  };
}

function parseUrl(reader: Reader): string | undefined {
  const text = reader.resolved("url");
  if (text === undefined) {
    if (!reader.failed) {
      reader.fail(
        "url",
        "settingsUrl",
        t('{0} has no "url". Add the server\'s address.', reader.title),
      );
    }
    return undefined;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    reader.fail(
      "url",
      "settingsUrl",
      t(
        "{0} needs an address that begins with https:// (or http:// on this machine).",
        reader.title,
      ),
    );
    return undefined;
  }
  if (url.username !== "" || url.password !== "") {
    reader.fail(
      "url",
      "secretInUrl",
      t(
        "{0} has a user name or password in its address. Remove it there and set it as a credential.",
        reader.title,
      ),
    );
    return undefined;
  }
  url.hash = "";
  return url.href;
}
