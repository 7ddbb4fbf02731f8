/** What a URL in a configuration file says about where it leads, as far as it can be read with variables in it. */
export interface Address {
  readonly protocol: string;
  /** Host name without port and brackets, in lower case. */
  readonly host: string;
  /** The path, with its query. */
  readonly path: string;
  readonly hasPassword: boolean;
}

const URL_PARTS =
  /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/:?#]*)(?::[^/?#]*)?([^#]*)/;

/** Takes a URL apart; undefined for text that is no absolute URL. */
export function addressOf(url: string): Address | undefined {
  const match = URL_PARTS.exec(url.trim());
  if (match === null) return undefined;
  const [, protocol = "", userInfo = "", host = "", path = ""] = match;
  return {
    protocol: protocol.toLowerCase(),
    host: (host.startsWith("[") ? host.slice(1, -1) : host).toLowerCase(),
    path,
    hasPassword: userInfo.includes(":"),
  };
}

/** Whether a host is this machine, or its containers' name for it. */
export function isLoopback(host: string): boolean {
  return (
    /^(?:localhost|127(?:\.\d{1,3}){3}|::1|0\.0\.0\.0|host\.docker\.internal|host\.containers\.internal)$/.test(
      host,
    ) || host.endsWith(".localhost")
  );
}

/** Whether a host is a name or an address of a private network, where TLS is often out of reach. */
export function isPrivate(host: string): boolean {
  return (
    /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|f[cd][0-9a-f]{2}:|fe80:)/.test(
      host,
    ) ||
    /\.(?:local|internal|lan|home|home\.arpa|svc|test)$/.test(host) ||
    !/[.:]/.test(host)
  );
}
