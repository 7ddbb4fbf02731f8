import { readFileSync } from "node:fs";
import * as tls from "node:tls";

import type { Logger } from "../../log.ts";
import type { UpstreamOptions } from "./upstreamPort.ts";

/**
 * The authorities that servers' certificates are checked against; undefined where Node's own choice is right.
 * One context for all connections: reading a hundred certificates takes longer than a handshake.
 */
export function trustedAuthorities(
  options: Pick<UpstreamOptions, "extraCa" | "useSystemCertificates" | "environment">,
  log: Logger,
): tls.SecureContext | undefined {
  const extra = [...(options.extraCa ?? []), ...fromFile(options.environment, log)];
  const system = options.useSystemCertificates ? fromSystem(log) : [];
  if (extra.length === 0 && system.length === 0) return undefined;
  const own =
    typeof tls.getCACertificates === "function" ? tls.getCACertificates() : tls.rootCertificates;
  const ca = [...new Set([...own, ...system, ...extra])];
  try {
    return tls.createSecureContext({ ca });
  } catch (error) {
    log.warn(`A further certificate authority cannot be read: ${messageOf(error)}`);
    return tls.createSecureContext({ ca: [...new Set([...own, ...system])] });
  }
}

/** The operating system's authorities, where this version of Node can list them (22.15 and newer). */
function fromSystem(log: Logger): readonly string[] {
  if (typeof tls.getCACertificates !== "function") return [];
  try {
    return tls.getCACertificates("system");
  } catch (error) {
    log.warn(`The system's certificate authorities cannot be read: ${messageOf(error)}`);
    return [];
  }
}

/** Node reads this file at its own start only, and an explicit list of authorities replaces what it read. */
function fromFile(environment: UpstreamOptions["environment"], log: Logger): readonly string[] {
  const path = environment["NODE_EXTRA_CA_CERTS"];
  if (path === undefined || path === "") return [];
  try {
    return [readFileSync(path, "utf8")];
  } catch (error) {
    log.warn(`NODE_EXTRA_CA_CERTS cannot be read: ${messageOf(error)}`);
    return [];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown error";
}
