/** How much a finding matters, in the editor's terms. */
export type Severity = "error" | "warning" | "information" | "hint";

/** Offsets into a text, in UTF-16 code units. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** A minimal edit of the file that a finding stands in. */
export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** What can be done about a finding, as data: the same in the tree, the Problems panel, notifications and the command line. */
export type Fix =
  | {
      readonly kind: "edit";
      readonly title: string;
      readonly edits: readonly TextEdit[];
      /** Whether "fix all" may apply it without asking. */
      readonly safe: boolean;
    }
  | { readonly kind: "action"; readonly title: string; readonly action: FixAction };

/** A fix that is more than an edit of a file. */
export type ActionFix = Extract<Fix, { readonly kind: "action" }>;

/** The file that a fix was offered in, as a URI; the editor adds it. */
type FileUri = string;

/** A fix that needs the editor: a question, a secret, a browser. Carries names and addresses, never a secret. */
export type FixAction =
  | {
      readonly type: "signIn";
      readonly server: string;
      readonly anotherAccount?: boolean;
      readonly scopes?: readonly string[];
    }
  /** Asks for the secret that the settings of a server want. */
  | { readonly type: "setToken"; readonly server: string }
  /** In a configuration file: asks where the token that belongs in a place is to be kept, and for the token. */
  | {
      readonly type: "setTokenInFile";
      readonly server: string;
      readonly range: TextRange;
      readonly file?: FileUri;
    }
  | { readonly type: "rotateToken"; readonly server: string }
  /** Asks for the secret of the OAuth client that the settings name. */
  | { readonly type: "setClientSecret"; readonly server: string }
  /** Asks for the passphrase of a private key that is kept without it. */
  | { readonly type: "unlockKey"; readonly server: string }
  /** Sends what was stored for the old address, header or variable to what the settings name now. */
  | { readonly type: "useCredentialHere"; readonly server: string }
  /** Sends the token in another header, and says so in the settings. */
  | {
      readonly type: "changePlacement";
      readonly server: string;
      readonly header: string;
      readonly scheme: string;
    }
  /** Keeps credentials in memory until the window closes, where secret storage does not work. */
  | { readonly type: "useMemoryStorage" }
  | { readonly type: "switchToOAuth"; readonly server: string }
  | { readonly type: "switchToToken"; readonly server: string }
  /** `open`: the web page on which the copied text is wanted. */
  | { readonly type: "copy"; readonly text: string; readonly open?: string }
  | { readonly type: "openExternal"; readonly url: string }
  /** `setting`: one of the editor's own, by its id. */
  | { readonly type: "openSettings"; readonly server?: string; readonly setting?: string }
  | { readonly type: "checkConnection"; readonly server: string }
  /** Checks the connection of an entry of another client's file, with the headers of that entry. */
  | { readonly type: "checkEntry"; readonly server: string; readonly file: FileUri }
  | {
      readonly type: "moveToSecretStorage";
      readonly server: string;
      readonly range: TextRange;
      readonly file?: FileUri;
    }
  | { readonly type: "adopt"; readonly server: string; readonly file?: FileUri }
  /** Silences a code, in one server or everywhere, by the settings. */
  | {
      readonly type: "ignore";
      readonly code: string;
      readonly server?: string;
      readonly file?: FileUri;
    }
  /** Opens the section of docs/troubleshooting.md on a finding. */
  | { readonly type: "explain"; readonly code: string };

/** One thing that is wrong, or will be: what, where, and what to do. */
export interface Finding {
  /** Stable; a section of the same name stands in docs/troubleshooting.md. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that says what happens, or will happen. */
  readonly message: string;
  /** Name of the server that it concerns. */
  readonly server?: string;
  /** Where in the file, for findings in files. */
  readonly range?: TextRange;
  readonly tag?: "unnecessary" | "deprecated";
  /** Somebody else underlines this place in the editor (a schema, the parser of our settings): offer the fixes, draw no second squiggle. */
  readonly underlinedByEditor?: boolean;
  /** In the order in which they are likely to help. */
  readonly fixes: readonly Fix[];
}
