import { addressOf } from "./address.ts";
import { isHttpAllowed } from "./bridge.ts";
import { isAuthorization, namesCredential } from "./credentialHeader.ts";
import { constantCase } from "./variableName.ts";

/** A command that reaches a remote server through `mcp-remote`, as clients that start commands only need it. */
export interface BridgeCommand {
  readonly command: "npx";
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Describes the command for a server. Credentials, and values with blanks, stand in `env` and are named in the arguments,
 * which Windows breaks up at their blanks; the bridge puts the two together.
 */
export function bridgeCommand(
  url: string,
  headers: readonly (readonly [name: string, value: string])[],
  options: readonly string[] = [],
): BridgeCommand {
  const { protocol, host = "" } = addressOf(url) ?? {};
  const permission = protocol === "http" && !isHttpAllowed(host) ? ["--allow-http"] : [];
  const args = ["-y", "mcp-remote", url, ...permission];
  const env = new Map<string, string>();
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    const isApart = namesCredential(lower) || /\s/.test(value);
    const variable = isAuthorization(lower) ? "AUTH_HEADER" : constantCase(name);
    if (isApart) env.set(variable, value);
    args.push("--header", `${name}:${isApart ? `\${${variable}}` : value}`);
  }
  args.push(...options);
  return { command: "npx", args, ...(env.size > 0 && { env: Object.fromEntries(env) }) };
}
