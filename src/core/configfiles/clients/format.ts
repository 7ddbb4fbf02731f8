import type { VariableForm } from "../read/variables.ts";

/** How one client describes servers, as data. */
export interface ConfigFormat {
  readonly id:
    | "vscode"
    | "claudeDesktop"
    | "claudeCode"
    | "visualStudio"
    | "cursor"
    | "windsurf"
    | "cline"
    | "roo"
    | "gemini"
    | "codex"
    | "zed"
    | "kiro"
    | "copilotCli"
    | "generic"
    | "mcpConnect";
  /** The client's name as the user knows it. */
  readonly client: string;
  /** Keys that hold the URL, the one to write first. */
  readonly urlKeys: readonly string[];
  readonly headersKey: "headers" | "http_headers";
  /** Whether the client connects to a URL itself. */
  readonly remote: boolean;
  /** Values of `type`, the one to write first; undefined where the client has no such key or we do not know its values. */
  readonly types?: {
    readonly http: readonly string[];
    readonly sse: readonly string[];
    readonly local: readonly string[];
  };
  /** What a missing `type` means for a server with a URL. */
  readonly withoutType: "fine" | "sse" | "refused";
  /** Variable forms that the client expands; undefined where we do not know, and do not judge. */
  readonly variables?: readonly VariableForm[];
  /** How to refer to an environment variable in this client; undefined where it cannot be done in a header. */
  readonly reference?: (name: string) => string;
  /** Whether VS Code's own schema underlines a wrong key, type or variable in this file already. */
  readonly schema: boolean;
  /** Whether the client's parser stops at comments and trailing commas. */
  readonly strict: boolean;
}

const envReference = (name: string): string => `\${env:${name}}`;
const shellReference = (name: string): string => `\${${name}}`;

const vscode: ConfigFormat = {
  id: "vscode",
  client: "VS Code",
  urlKeys: ["url"],
  headersKey: "headers",
  remote: true,
  types: { http: ["http"], sse: ["sse"], local: ["stdio"] },
  withoutType: "fine",
  variables: ["input", "env", "editor"],
  reference: envReference,
  schema: true,
  strict: false,
};

const claudeCode: ConfigFormat = {
  ...vscode,
  id: "claudeCode",
  client: "Claude Code",
  types: {
    http: ["http", "streamable-http"],
    sse: ["sse", "sse-ide"],
    local: ["stdio", "ws", "ws-ide", "sdk", "claudeai-proxy"],
  },
  withoutType: "refused",
  variables: ["shell", "shellDefault"],
  reference: shellReference,
  schema: false,
  strict: true,
};

const cursor: ConfigFormat = {
  ...vscode,
  id: "cursor",
  client: "Cursor",
  types: {
    http: ["http", "streamable-http", "streamableHttp", "streamable_http"],
    sse: ["sse"],
    local: ["stdio", "command"],
  },
  variables: ["env", "editor"],
  schema: false,
};

const roo: ConfigFormat = {
  ...cursor,
  id: "roo",
  client: "Roo Code",
  types: { http: ["streamable-http"], sse: ["sse"], local: ["stdio"] },
  withoutType: "refused",
  variables: ["env", "editor"],
  strict: true,
};

/** A format of which we know nothing that would let us judge a key, a type or a variable. */
const generic: ConfigFormat = {
  id: "generic",
  client: "this client",
  urlKeys: ["url", "serverUrl", "httpUrl"],
  headersKey: "headers",
  remote: true,
  withoutType: "fine",
  schema: false,
  strict: false,
};

/** The formats by id. Sources: each client's own documentation of its file. */
export const FORMATS: Readonly<Record<ConfigFormat["id"], ConfigFormat>> = {
  vscode,
  claudeCode,
  cursor,
  roo,
  generic,
  claudeDesktop: {
    ...generic,
    id: "claudeDesktop",
    client: "Claude Desktop",
    urlKeys: ["url"],
    remote: false,
    variables: [],
    strict: true,
  },
  visualStudio: { ...generic, id: "visualStudio", client: "Visual Studio", urlKeys: ["url"] },
  windsurf: {
    ...cursor,
    id: "windsurf",
    client: "Windsurf",
    urlKeys: ["serverUrl"],
    variables: ["env", "file"],
  },
  cline: {
    ...roo,
    id: "cline",
    client: "Cline",
    types: { http: ["streamableHttp"], sse: ["sse"], local: ["stdio"] },
    withoutType: "sse",
  },
  gemini: {
    ...generic,
    id: "gemini",
    client: "Gemini CLI",
    urlKeys: ["httpUrl", "url"],
    types: { http: ["http", "streamable-http"], sse: ["sse"], local: ["stdio"] },
    variables: ["shell", "shellDefault", "dollar"],
    reference: shellReference,
  },
  codex: {
    ...generic,
    id: "codex",
    client: "Codex",
    urlKeys: ["url"],
    headersKey: "http_headers",
    variables: [],
    strict: true,
  },
  zed: { ...generic, id: "zed", client: "Zed", urlKeys: ["url"] },
  kiro: {
    ...generic,
    id: "kiro",
    client: "Kiro",
    urlKeys: ["url"],
    variables: ["shell", "env"],
    reference: shellReference,
  },
  copilotCli: {
    ...generic,
    id: "copilotCli",
    client: "Copilot CLI",
    urlKeys: ["url"],
    types: { http: ["http", "streamable-http"], sse: ["sse"], local: ["local", "stdio"] },
    variables: ["shell", "shellDefault", "dollar"],
    reference: shellReference,
  },
  mcpConnect: {
    ...vscode,
    id: "mcpConnect",
    client: "MCP Connect",
    types: { http: ["http"], sse: ["sse"], local: [] },
    variables: ["env"],
    schema: false,
  },
};
