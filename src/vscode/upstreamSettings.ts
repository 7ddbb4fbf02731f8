import { workspace } from "vscode";
import type { UpstreamOptions } from "../core/gateway/upstreamPort.ts";

/** The editor's own settings for proxies and certificates, for the gateway's way to the servers. */
export function upstreamSettings(): UpstreamOptions {
  const http = workspace.getConfiguration("http");
  const proxyUrl = http.get<string>("proxy");
  const proxyAuthorization = http.get<string | null>("proxyAuthorization");
  const noProxy = http.get<string[]>("noProxy");
  return {
    ...(proxyUrl && { proxyUrl }),
    ...(proxyAuthorization && { proxyAuthorization }),
    ...(noProxy && noProxy.length > 0 && { noProxy }),
    strictSSL: http.get<boolean>("proxyStrictSSL") ?? true,
    useSystemCertificates: http.get<boolean>("systemCertificates") ?? true,
    environment: process.env,
    fetch: globalThis.fetch,
  };
}
