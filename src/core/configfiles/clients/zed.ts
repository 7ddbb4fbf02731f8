import type { ConfigFormat } from "./format.ts";
import { UNJUDGED } from "./format.ts";

/** Zed. */
export const zed: ConfigFormat = {
  ...UNJUDGED,
  id: "zed",
  client: "Zed",
  files: [
    {
      id: "zed",
      names: ["settings.json"],
      paths: [/\/\.?zed\/settings\.json$/],
      places: [{ path: ["context_servers"] }],
    },
  ],
  userFiles: [
    { base: "appData", path: ["Zed", "settings.json"], on: "windows" },
    { base: "config", path: ["zed", "settings.json"], on: "others" },
  ],
};
