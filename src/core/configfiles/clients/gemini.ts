import type { ConfigFormat } from "./format.ts";
import { shellReference, UNJUDGED } from "./format.ts";

/** Gemini CLI. */
export const gemini: ConfigFormat = {
  ...UNJUDGED,
  id: "gemini",
  client: "Gemini CLI",
  files: [
    {
      id: "gemini",
      names: ["settings.json"],
      paths: [/\/\.gemini\/settings\.json$/],
      places: [{ path: ["mcpServers"] }],
    },
  ],
  userFiles: [{ base: "home", path: [".gemini", "settings.json"] }],
  urlKeys: ["httpUrl", "url"],
  sseUrlKey: "url",
  types: { http: ["http", "streamable-http"], sse: ["sse"], local: ["stdio"] },
  unknownType: "passedOver",
  variables: ["shell", "shellDefault", "dollar"],
  reference: shellReference,
};
