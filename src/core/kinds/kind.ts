import type { Placement } from "../http/placement.ts";
import type { Reader } from "./reader.ts";

/** The settings half of a kind of credential: how its `auth` is parsed, and what is known before anything is stored. */
export interface Kind<Settings, Wanted extends string = never> {
  /** How the user gives the credential: by a sign-in, by a secret that is asked for, or not at all. */
  readonly given: "bySignIn" | "asSecret" | "notAtAll";
  /** What it is, within a sentence: “a token”. */
  readonly noun: () => string;
  /** What the menus of a server of this kind offer beyond what all have. */
  readonly offers: readonly Offer[];
  /** The words for each secret that the user may be asked for. */
  readonly secrets: Readonly<Record<Wanted, SecretWords>>;
  /** Reads `auth` of this type; what is wrong is reported to the reader. */
  parse(reader: Reader): Settings;
  /** What a server's settings tell of its credential. */
  about(settings: Settings): AuthFacts<Wanted>;
}

/** A menu entry for credentials that have something to show or to make. */
export type Offer = "inspectToken" | "showPublicKey" | "generateSecret";

/** What the settings alone tell of a credential. Holds no secret. */
export interface AuthFacts<Wanted extends string = string> {
  /** Where requests hold the credential, in the order in which they are sent. */
  readonly placements: readonly Placement[];
  /** The field in which requests prove that they possess the key of the token (RFC 9449), where they may have to. */
  readonly proofField?: string;
  /** The secret that the user is asked for where none is stored. */
  readonly wanted?: Wanted;
  /** What the user is told when the server refuses it; left out where other signs of the answer tell more. */
  readonly refusal?: RefusalWords;
  /** What a list calls the credential, such as “Token in X-API-Key”. */
  label(): string;
}

/** Why a server refuses a credential, as a sentence that names the server. */
export interface RefusalWords {
  /** It worked before. */
  replaced(server: string): string;
  wrong(server: string): string;
}

/** How one secret that the user gives is spoken of. Each is a whole sentence or label, for translation. */
export interface SecretWords {
  /** What the user is told where it is missing; `server` in quotation marks, `header` of a further header. */
  ask(server: string, header: string): string;
  /** The same in two or three words, for the tree. */
  needed(): string;
  /** What a line on the stored credential says where there is none; `header` of a further header. */
  absent(header?: string): string;
  /** The fix that asks for it. */
  set(): string;
  /** The fix that replaces it by a new one; left out for a secret that is not replaced by itself. */
  rotate?(): string;
}

/** What settings of a secret have in common. */
export interface SecretSettings {
  /** Text with `${env:NAME}` that becomes the secret when a request is sent; otherwise it is kept in secret storage. */
  readonly reference?: string;
}
