import { workspace } from "vscode";
import type { Environment } from "../../core/environment.ts";
import type { UpstreamOptions } from "../../core/gateway/upstream/upstreamPort.ts";

/** The editor's own settings for proxies and certificates, for the gateway's way to the servers. */
export function upstreamSettings(): UpstreamOptions {
  const http = workspace.getConfiguration("http");
  // "off" turns proxies off altogether, those of the environment included.
  const mayProxy = http.get<string>("proxySupport") !== "off";
  const proxyUrl = mayProxy ? http.get<string>("proxy") : undefined;
  const proxyAuthorization = http.get<string | null>("proxyAuthorization");
  const noProxy = http.get<string[]>("noProxy");
  return {
    ...(proxyUrl && { proxyUrl }),
    ...(proxyAuthorization && { proxyAuthorization }),
    ...(noProxy && noProxy.length > 0 && { noProxy }),
    strictSSL: http.get<boolean>("proxyStrictSSL") ?? true,
    useSystemCertificates: http.get<boolean>("systemCertificates") ?? true,
    environment: mayProxy ? process.env : withoutProxies(process.env),
    fetch: globalThis.fetch,
  };
}

/** Environment variables, as they are when they are looked up. */
export const environment: Environment = (name) => process.env[name];

function withoutProxies(
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => !/^(?:https?|all)_proxy$/i.test(name)),
  );
}
