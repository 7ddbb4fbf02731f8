import { t } from "@vscode/l10n";
import type { Placement } from "../http/placement.ts";
import type { Kind, SecretSettings } from "./kind.ts";
import type { Reader } from "./reader.ts";
import { parsePlacement, parseReference } from "./secretSettings.ts";

/** How a token minted here is signed (RFC 7518 section 3.1). */
export type SigningAlgorithm = "HS256" | "RS256" | "ES256";

/** How the characters of a shared secret become the bytes of the key. */
export type SecretEncoding = "text" | "base64";

/** A JWT that is minted on this machine and sent in a header (R8). A `reference` is to the shared secret or the private key. */
export interface JwtAuth extends Placement, SecretSettings {
  readonly type: "jwt";
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

/** A JWT that is signed here; what signs it is asked for. */
export const jwt: Kind<JwtAuth, "sharedSecret" | "privateKey" | "passphrase"> = {
  given: "asSecret",
  noun: () => t("a signing key"),
  offers: ["inspectToken", "showPublicKey", "generateSecret"],
  secrets: {
    sharedSecret: {
      ask: (server) => t("Set the shared secret of {0} to use its tools.", server),
      needed: () => t("Shared secret needed"),
      absent: () => t("No shared secret stored"),
      set: () => t("Set shared secret…"),
      rotate: () => t("Rotate shared secret…"),
    },
    privateKey: {
      ask: (server) => t("Choose the private key of {0} to use its tools.", server),
      needed: () => t("Private key needed"),
      absent: () => t("No private key stored"),
      set: () => t("Set private key…"),
      rotate: () => t("Rotate private key…"),
    },
    passphrase: {
      ask: (server) =>
        t("Enter the passphrase for the private key of {0} to use its tools.", server),
      needed: () => t("Passphrase needed"),
      absent: () => t("The private key is locked"),
      set: () => t("Enter passphrase…"),
    },
  },
  parse: parseJwt,
  about: ({ header, scheme, jwt: { algorithm } }) => ({
    placements: [{ header, scheme }],
    wanted: algorithm === "HS256" ? "sharedSecret" : "privateKey",
    refusal: {
      replaced: (server) =>
        t(
          "“{0}” no longer accepts the tokens that are signed here: the key was replaced or removed there.",
          server,
        ),
      wrong: (server) =>
        algorithm === "HS256"
          ? t(
              "“{0}” does not accept the tokens that are signed here: it has another shared secret, or wants other claims.",
              server,
            )
          : t(
              "“{0}” does not accept the tokens that are signed here: it does not know the public key, or wants other claims.",
              server,
            ),
    },
    label: () => t("Signing key"),
  }),
};

function parseJwt(reader: Reader): JwtAuth {
  const placement = parsePlacement(reader);
  const algorithm = reader.oneOf("algorithm", ["HS256", "RS256", "ES256"] as const, "HS256");
  const settings: Writable<JwtAuthSettings> = { algorithm: algorithm ?? "HS256" };
  const take = <Key extends keyof JwtAuthSettings>(key: Key, value: JwtAuthSettings[Key]) => {
    if (value !== undefined) settings[key] = value;
  };
  take("secretEncoding", reader.has("secretEncoding") ? encoding(reader) : undefined);
  take("subject", reader.resolved("subject"));
  take("secretSubject", reader.boolean("secretSubject"));
  take("name", reader.resolved("name"));
  take("audience", audience(reader));
  take("issuer", reader.resolved("issuer"));
  take("keyId", reader.resolved("keyId"));
  take("lifetimeS", reader.number("lifetime", 30, 86_400));
  take("claims", reader.object("claims"));
  return {
    type: "jwt",
    ...placement,
    ...parseReference(reader, "key", () =>
      t("A signing key does not belong in settings: it is ignored."),
    ),
    jwt: settings,
  };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function encoding(reader: Reader) {
  return reader.oneOf("secretEncoding", ["text", "base64"] as const, "text");
}

function audience(reader: Reader): string | readonly string[] | undefined {
  return Array.isArray(reader.raw("audience"))
    ? reader.strings("audience")
    : reader.resolved("audience");
}
