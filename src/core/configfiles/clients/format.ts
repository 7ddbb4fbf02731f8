import type { VariableForm } from "../read/variables.ts";

/** A place in a file where servers stand. */
export interface Place {
  /** The keys that lead there; `*` stands for every member. */
  readonly path: readonly string[];
  /** Another client's format, in files that hold the servers of several; the file's own where it is missing. */
  readonly format?: ConfigFormat;
}

/** A file that a client reads. */
export interface ClientFile {
  /** A name for files of this kind, unlike all others. */
  readonly id: string;
  /** The names that the file may have, as patterns of the editor. */
  readonly names: readonly string[];
  /** The ends of its paths, with forward slashes and in lower case. No other client's patterns fit the same path. */
  readonly paths: readonly RegExp[];
  /** Where its servers stand, its principal place first. */
  readonly places: readonly [Place, ...Place[]];
  /**
   * What servers under another client's root key are here: a mistake (unless it says otherwise), a key that may be right
   * as well, or no concern of ours, in settings of an editor.
   */
  readonly otherRoots?: "accepted" | "unrelated";
  /** Whether the file holds nothing but servers, so that a server beside the root key can only be a mistake. */
  readonly onlyServers?: boolean;
  /** Whether the servers may stand in the file without any root key. */
  readonly mayBeFlat?: boolean;
}

/** A file of a user, beside those of a workspace. */
export interface UserFile {
  /** The home folder, the folders for applications' data and configuration, or an editor's folder of user data. */
  readonly base: "home" | "appData" | "config" | "editor";
  /** Folders and the file's name; `*` stands for one folder of any name. */
  readonly path: readonly string[];
  /** The platforms that have it there; all where it is missing. */
  readonly on?: "windows" | "others";
  /** The environment variable that names another folder for the file. */
  readonly movedBy?: string;
}

/** Everything that is known of one client's configuration files, as data. Sources: each client's own documentation. */
export interface ConfigFormat {
  readonly id: string;
  /** The client's name as the user knows it. Asked for at the time, as what stands for an unknown one is translated. */
  readonly client: string;
  readonly syntax: "json" | "toml";
  /** The client's files; what no pattern of another client fits is of the format that reads any (`isFallback`). */
  readonly files: readonly ClientFile[];
  readonly userFiles: readonly UserFile[];
  /** Stands for clients that we do not know: its patterns are asked last. */
  readonly isFallback?: boolean;
  /** Whether these are the settings of MCP Connect, which its own parser judges as well. */
  readonly isOwn: boolean;
  /** Whether we know which keys the client reads; where we do not, none is judged. */
  readonly keysKnown: boolean;
  /** Keys that hold the URL, the one to write first. */
  readonly urlKeys: readonly string[];
  /** Further keys for the URL, which only newer versions of the client read. */
  readonly newerUrlKeys: readonly string[];
  /** The one of `urlKeys` that means the SSE transport. */
  readonly sseUrlKey?: string;
  /** The key of the headers. */
  readonly headersKey: string;
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
  /** What the client does with a server of a `type` that it does not know: choose the transport by itself, or refuse it. */
  readonly unknownType: "passedOver" | "refused";
  /** Variable forms that the client expands; undefined where we do not know, and do not judge. */
  readonly variables?: readonly VariableForm[];
  /** How to refer to an environment variable in this client; undefined where it cannot be done in a header. */
  readonly reference?: (name: string) => string;
  /** Keys that name environment variables: one for the token behind `Bearer`, one for the values of headers. */
  readonly environmentKeys?: { readonly token: string; readonly headers: string };
  /** Whether the client asks the user for the values of `inputs`, which stand beside the root key. */
  readonly inputs: boolean;
  /** Whether the client breaks a command's arguments up at their blanks on Windows. */
  readonly splitsArguments: boolean;
  /** Whether VS Code's own schema underlines a wrong key, type or variable in this file already. */
  readonly schema: boolean;
  /** Whether the client's parser stops at comments and trailing commas. */
  readonly strict: boolean;
  /** The file that an exported server belongs in, as the client names it, and whether to write `type` there (R23). */
  readonly exportTo?: { readonly file: string; readonly withType?: boolean };
}

/** A client of which we know nothing that would let us judge a key, a type or a variable. */
export const UNJUDGED = {
  syntax: "json",
  files: [],
  userFiles: [],
  isOwn: false,
  keysKnown: true,
  urlKeys: ["url"],
  newerUrlKeys: [],
  headersKey: "headers",
  remote: true,
  withoutType: "fine",
  unknownType: "refused",
  inputs: false,
  splitsArguments: false,
  schema: false,
  strict: false,
} as const satisfies Omit<ConfigFormat, "id" | "client">;

/** `${env:NAME}`, as VS Code and its forks write it. */
export const envReference = (name: string): string => `\${env:${name}}`;

/** `${NAME}`, as shells write it. */
export const shellReference = (name: string): string => `\${${name}}`;
