import { DEFAULT_LIFETIME_S, type JwtAuthSettings } from "../../kinds/jwt.ts";
import { type JwtMaterial, type MintedJwt, mintJwt } from "./mint.ts";

const LONGEST_MARGIN_S = 60;

export interface JwtMinterOptions {
  readonly settings: JwtAuthSettings;
  /** Reads the secret parts; asked once for each token. What it throws reaches the caller of `current`. */
  readonly material: () => Promise<JwtMaterial>;
  /** Milliseconds since the epoch, on the server's clock where the difference is known. */
  readonly now: () => number;
}

/** Gives out a token that is still valid for a while, and mints a new one when it is not. */
export interface JwtMinter {
  /** Calls that overlap share one token. Rejects like {@link mintJwt}; a failure is not kept. */
  current(): Promise<MintedJwt>;
  /** Makes the next call mint: after a 401, or when the secret parts have changed. */
  forget(): void;
}

/** Makes a minter that replaces a token a fifth of its lifetime before it expires, at most a minute. */
export function createJwtMinter({ settings, material, now }: JwtMinterOptions): JwtMinter {
  const lifetimeS = settings.lifetimeS ?? DEFAULT_LIFETIME_S;
  const marginMs = Math.min(LONGEST_MARGIN_S, lifetimeS / 5) * 1000;
  let minted: MintedJwt | undefined;
  let pending: Promise<MintedJwt> | undefined;

  function start(): Promise<MintedJwt> {
    const mine = mint().finally(() => {
      if (pending === mine) pending = undefined;
    });
    pending = mine;
    return mine;

    async function mint(): Promise<MintedJwt> {
      const result = await mintJwt(settings, await material(), now());
      // Forgotten in the meantime: good for who waits for it, but not for the next one.
      if (pending === mine) minted = result;
      return result;
    }
  }

  return {
    current() {
      if (minted && isFresh(minted, now())) return Promise.resolve(minted);
      return pending ?? start();
    },
    forget() {
      minted = undefined;
      pending = undefined;
    },
  };

  /** Not from the future either: then the clock was set back, and the server would refuse the token. */
  function isFresh({ issuedAtMs, expiresAtMs }: MintedJwt, nowMs: number): boolean {
    return issuedAtMs <= nowMs && nowMs < expiresAtMs - marginMs;
  }
}
