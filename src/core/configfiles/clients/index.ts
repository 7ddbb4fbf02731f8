// Written by `npm run generate` from the files beside it.
import { claudeCode } from "./claudeCode.ts";
import { claudeDesktop } from "./claudeDesktop.ts";
import { cline } from "./cline.ts";
import { codex } from "./codex.ts";
import { copilotCli } from "./copilotCli.ts";
import { cursor } from "./cursor.ts";
import { gemini } from "./gemini.ts";
import { generic } from "./generic.ts";
import { kiro } from "./kiro.ts";
import { mcpConnect } from "./mcpConnect.ts";
import { roo } from "./roo.ts";
import { visualStudio } from "./visualStudio.ts";
import { vscode } from "./vscode.ts";
import { windsurf } from "./windsurf.ts";
import { zed } from "./zed.ts";

export const FORMATS = {
  claudeCode,
  claudeDesktop,
  cline,
  codex,
  copilotCli,
  cursor,
  gemini,
  generic,
  kiro,
  mcpConnect,
  roo,
  visualStudio,
  vscode,
  windsurf,
  zed,
} as const;
