import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import { once } from "../../once.ts";
import { Secret } from "../../secret.ts";
import type { JwtAuth } from "../../kinds/jwt.ts";
import type { StoredKey } from "../kinds/jwt.ts";
import type { JwtMaterial, MintedJwt } from "./mint.ts";
import type { JwtMinter } from "./minter.ts";

/** What a token is signed with: what is stored, or what a variable holds at the moment. */
export type SigningKey = Pick<StoredKey, "revision" | "key" | "passphrase" | "subject">;

/** A token as it is given out. */
export interface IssuedJwt extends Pick<MintedJwt, "token" | "expiresAtMs"> {
  readonly serial: number;
}

interface Entry {
  readonly auth: JwtAuth;
  readonly signing: SigningKey;
  readonly minter: JwtMinter;
}

/** How far the server's clock has to be off before tokens are minted by it. */
const NOTABLE_SKEW_MS = 30_000;

/** Mints the tokens of all servers: one minter for each key and version of the settings, loaded with the first one. */
export class JwtSigner {
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  /** Passphrases that the user did not want to be kept, by the revision of their key. */
  readonly #passphrases = new Map<string, Secret>();
  /** How far servers' clocks are ahead of this machine's, in milliseconds. */
  readonly #skews = new Map<string, number>();
  readonly #serials = new WeakMap<MintedJwt, number>();
  #serial = 0;

  /** `now` gives milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * A token that is valid for a while; `serial` is another one with each token.
   * Rejects with a Failure: `keyInvalid`, or `passphraseNeeded` where the passphrase of the key is not known or wrong.
   */
  async current(server: string, auth: JwtAuth, signing: SigningKey): Promise<IssuedJwt> {
    const known = this.#entries.get(server);
    const isKnown =
      known?.signing.revision === signing.revision &&
      known.signing.key.reveal() === signing.key.reveal() &&
      JSON.stringify(known.auth) === JSON.stringify(auth);
    const entry = known && isKnown ? known : await this.#open(server, auth, signing);
    const minted = await entry.minter.current();
    const serial = this.#serials.get(minted) ?? ++this.#serial;
    this.#serials.set(minted, serial);
    return { token: minted.token, expiresAtMs: minted.expiresAtMs, serial };
  }

  /** Makes the next token a new one, by the server's clock where its refusal told the time. */
  refused(server: string, serverTimeMs: number | undefined): void {
    const skewMs = serverTimeMs === undefined ? 0 : serverTimeMs - this.#now();
    if (Math.abs(skewMs) >= NOTABLE_SKEW_MS) this.#skews.set(server, skewMs);
    else this.#skews.delete(server);
    this.#entries.get(server)?.minter.forget();
  }

  /** Keeps a passphrase until the window closes. */
  unlock(revision: string, passphrase: Secret): void {
    this.#passphrases.set(revision, passphrase);
  }

  async #open(server: string, auth: JwtAuth, signing: SigningKey): Promise<Entry> {
    const { createJwtMinter } = await import("./minter.ts");
    const minter = createJwtMinter({
      settings: auth.jwt,
      now: () => this.#now() + (this.#skews.get(server) ?? 0),
      // Not kept where it fails: the passphrase may be given later.
      material: once(() => this.#material(auth, signing)),
    });
    const entry = { auth, signing, minter };
    this.#entries.set(server, entry);
    return entry;
  }

  async #material(auth: JwtAuth, signing: SigningKey): Promise<JwtMaterial> {
    const { key, subject } = signing;
    const passphrase = signing.passphrase ?? this.#passphrases.get(signing.revision);
    return { key: await readSigningKey(auth, key, passphrase), ...(subject && { subject }) };
  }
}

/**
 * The key that signs: a shared secret as it is, a private key read from its file's text.
 * Rejects with a Failure: `keyInvalid`, or `passphraseNeeded`.
 */
export async function readSigningKey(
  { jwt: { algorithm } }: Pick<JwtAuth, "jwt">,
  key: Secret,
  passphrase: Secret | undefined,
): Promise<JwtMaterial["key"]> {
  if (algorithm === "HS256") return key;
  const { parsePrivateKey } = await import("../keys/parse.ts");
  const read = await parsePrivateKey(key, { algorithm, ...(passphrase && { passphrase }) });
  switch (read.kind) {
    case "key":
      return read.key;
    case "problem":
      throw new Failure("keyInvalid", read.sentence);
    case "passphraseNeeded":
    case "passphraseWrong":
      throw new Failure(
        "passphraseNeeded",
        read.kind === "passphraseWrong"
          ? t("This is not the passphrase of the private key. Enter it again.")
          : t("The private key is protected by a passphrase. Enter it."),
      );
  }
}
