import type { ConfigFormat } from "./format.ts";
import { UNJUDGED } from "./format.ts";

/** Codex. */
export const codex: ConfigFormat = {
  ...UNJUDGED,
  id: "codex",
  client: "Codex",
  syntax: "toml",
  files: [
    {
      id: "codex",
      names: ["config.toml"],
      paths: [/\/\.codex\/config\.toml$/],
      places: [{ path: ["mcp_servers"] }],
    },
  ],
  userFiles: [{ base: "home", path: [".codex", "config.toml"], movedBy: "CODEX_HOME" }],
  headersKey: "http_headers",
  variables: [],
  environmentKeys: { token: "bearer_token_env_var", headers: "env_http_headers" },
  strict: true,
  exportTo: { file: "~/.codex/config.toml" },
};
