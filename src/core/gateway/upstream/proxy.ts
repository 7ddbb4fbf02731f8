import { isLoopback } from "../../http/addresses.ts";
import type { UpstreamOptions } from "./upstreamPort.ts";

type ProxyOptions = Pick<UpstreamOptions, "proxyUrl" | "noProxy" | "environment">;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * The proxy for an origin, as a URL; undefined for a direct connection. The setting wins over the environment,
 * and loopback is never proxied, as in the editor.
 */
export function proxyFor(origin: string, options: ProxyOptions): string | undefined {
  const url = new URL(origin);
  if (isLoopback(url.hostname)) return undefined;
  const proxy = options.proxyUrl || fromEnvironment(url.protocol, options.environment);
  if (proxy === undefined || proxy === "") return undefined;
  const exceptions =
    options.noProxy !== undefined && options.noProxy.length > 0
      ? options.noProxy
      : (variable(options.environment, "no_proxy") ?? "").split(/[\s,]+/);
  if (exceptions.some((exception) => matches(url, exception))) return undefined;
  const absolute = /^[a-z0-9+.-]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  return URL.canParse(absolute) ? absolute : undefined;
}

function fromEnvironment(
  protocol: string,
  environment: UpstreamOptions["environment"],
): string | undefined {
  const specific = protocol === "https:" ? "https_proxy" : "http_proxy";
  return variable(environment, specific) ?? variable(environment, "all_proxy");
}

function variable(environment: UpstreamOptions["environment"], name: string): string | undefined {
  return environment[name] || environment[name.toUpperCase()] || undefined;
}

/** Whether an entry of a no-proxy list covers a host: `*`, `host`, `.domain`, `*.domain`, each with an optional port. */
function matches(url: URL, exception: string): boolean {
  const entry = exception.trim().toLowerCase();
  if (entry === "") return false;
  if (entry === "*") return true;
  const { host, port } = parts(entry);
  if (port !== undefined && port !== (url.port || DEFAULT_PORTS[url.protocol])) return false;
  const hostname = bare(url.hostname);
  if (host.startsWith("*.")) return hostname.endsWith(host.slice(1));
  const name = host.startsWith(".") ? host.slice(1) : host;
  return hostname === name || hostname.endsWith(`.${name}`);
}

function parts(entry: string): { readonly host: string; readonly port: string | undefined } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(entry) ?? /^([^:]+):(\d+)$/.exec(entry);
  return { host: bracketed?.[1] ?? entry, port: bracketed?.[2] };
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "").toLowerCase();
}
