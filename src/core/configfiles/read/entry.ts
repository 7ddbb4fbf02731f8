import type { ConfigFormat } from "../clients/format.ts";
import type { ArrayNode, Member, ObjectNode, Span, StringNode } from "../syntax/node.ts";
import type { Bridge } from "./bridge.ts";

/** A header as a file gives it: a member of `headers`, or a `--header` argument of a bridge. */
export interface HeaderEntry {
  readonly name: Span;
  /** Missing where the value is not a string. */
  readonly value: Span | undefined;
  readonly origin: "object" | "argument";
  /** The member of `headers`, for headers that stand in an object. */
  readonly member?: Member;
}

/** A credential under a key that the client does not read, and the header that it was meant for. */
export interface IgnoredCredential extends HeaderEntry {
  /** In lower case. */
  readonly meant: string;
  /** The member of the server that nobody reads. */
  readonly holder: Member;
}

/** An environment variable that a file gives to a local command. */
export interface EnvEntry {
  readonly name: string;
  readonly value: Span;
}

/**
 * One server in a file. `remote` connects to a URL, `bridge` runs `mcp-remote` for one, `local` is any other command;
 * `unknown` says too little to tell.
 */
export interface ServerEntry {
  readonly name: string;
  readonly kind: "remote" | "bridge" | "local" | "unknown";
  readonly format: ConfigFormat;
  readonly member: Member;
  readonly node: ObjectNode;
  /** Switched off in the file, so that nothing it says happens. */
  readonly disabled: boolean;
  /** The URL's place, under whichever key or argument it stands. */
  readonly url: Span | undefined;
  readonly urlMember: Member | undefined;
  readonly type: StringNode | undefined;
  readonly headers: readonly HeaderEntry[];
  /** Credentials under keys that the client does not read. */
  readonly ignored: readonly IgnoredCredential[];
  readonly env: readonly EnvEntry[];
  readonly args: readonly Span[];
  readonly command: string | undefined;
  readonly bridge: Bridge | undefined;
}

/** An input of VS Code's `inputs`, which it asks the user for. */
export interface InputEntry {
  readonly id: string;
  readonly node: ObjectNode;
}

/** One map of servers in a file; a workspace file has up to two, of different formats. */
export interface Section {
  readonly format: ConfigFormat;
  /** The member whose value holds the servers; undefined where the file is a flat map. */
  readonly root: Member | undefined;
  readonly list: ObjectNode | ArrayNode;
  /** The object that `inputs` stands in, beside the servers; undefined where the format has none. */
  readonly inputsHolder: ObjectNode | undefined;
  readonly inputs: readonly InputEntry[];
  /** The members that are servers; what they say is read on demand, by `servers` for all of them. */
  readonly members: readonly (Member & { readonly value: ObjectNode })[];
  readonly servers: readonly ServerEntry[];
  /** Whether the servers stand beside the root key, where no client looks for them. */
  readonly stray: boolean;
}
