/** How a token minted here is signed (RFC 7518 section 3.1). */
export type SigningAlgorithm = "HS256" | "RS256" | "ES256";

/** How the characters of a shared secret become the bytes of the key. */
export type SecretEncoding = "text" | "base64";

/** A JWT that is minted on this machine and sent in a header (R8). Holds no secret. */
export interface JwtAuth {
  readonly type: "jwt";
  /** Header name; `Authorization` unless the settings say otherwise. */
  readonly header: string;
  /** Authentication scheme in front of the token, `Bearer` by default; empty for a raw token. */
  readonly scheme: string;
  /** `${env:NAME}` of a variable that holds the shared secret or the private key; otherwise it is kept in secret storage. */
  readonly reference?: string;
  readonly jwt: JwtAuthSettings;
}

/** What a minted token says. The signing key, and a `sub` that is a secret, come from secret storage. */
export interface JwtAuthSettings {
  readonly algorithm: SigningAlgorithm;
  /**
   * HS256 only. `text`, the default, signs with the secret's characters as they stand, which is what a page does
   * that takes the secret in a plain text box; `base64` decodes it first. Never guessed: most base64 is also text.
   */
  readonly secretEncoding?: SecretEncoding;
  /** `sub`, where it is no secret; a secret subject takes its place. */
  readonly subject?: string;
  /** Whether `sub` is a secret that is asked for and kept beside the key, as a Workato access profile has it (R8). */
  readonly secretSubject?: boolean;
  /** `name`, the client's name. */
  readonly name?: string;
  /** `aud` */
  readonly audience?: string | readonly string[];
  /** `iss` */
  readonly issuer?: string;
  /** `kid` of the header, which tells the server which public key to check with. */
  readonly keyId?: string;
  /** Seconds from `iat` to `exp`; 300 by default. */
  readonly lifetimeS?: number;
  /** Further claims. They replace none of the above, nor `iat` and `exp`. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export const DEFAULT_LIFETIME_S = 300;
