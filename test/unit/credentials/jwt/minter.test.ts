import { describe, expect, it } from "vitest";
import { generateSecret } from "../../../../src/core/credentials/jwt/generateSecret.ts";
import type { JwtMaterial } from "../../../../src/core/credentials/jwt/mint.ts";
import { createJwtMinter } from "../../../../src/core/credentials/jwt/minter.ts";

const START_MS = 1_700_000_000_000;

function createHarness(lifetimeS?: number) {
  let nowMs = START_MS;
  let reads = 0;
  let read = async (): Promise<JwtMaterial> => ({ key });
  const key = generateSecret();
  const minter = createJwtMinter({
    settings: { algorithm: "HS256", ...(lifetimeS !== undefined && { lifetimeS }) },
    material: () => {
      reads++;
      return read();
    },
    now: () => nowMs,
  });
  return {
    minter,
    key,
    at: async (seconds: number) => {
      nowMs = START_MS + seconds * 1000;
      return ((await minter.current()).issuedAtMs - START_MS) / 1000;
    },
    set read(next: () => Promise<JwtMaterial>) {
      read = next;
    },
    get reads() {
      return reads;
    },
  };
}

describe("A minter", () => {
  it("R11 gives out one token until shortly before it expires, then a new one", async () => {
    const harness = createHarness();
    const issued = [];
    for (const second of [0, 1, 239, 240, 241, 479, 480]) issued.push(await harness.at(second));
    expect({ issued, reads: harness.reads }).toEqual({
      issued: [0, 0, 0, 240, 240, 240, 480],
      reads: 3,
    });
  });

  it("R11 keeps a margin that fits a short lifetime", async () => {
    const harness = createHarness(10);
    expect([await harness.at(0), await harness.at(7), await harness.at(8)]).toEqual([0, 0, 8]);
  });

  it("mints again when the clock was set back", async () => {
    const harness = createHarness();
    expect([await harness.at(0), await harness.at(-3600)]).toEqual([0, -3600]);
  });

  it("mints once for calls that overlap", async () => {
    const harness = createHarness();
    const tokens = await Promise.all(Array.from({ length: 10 }, () => harness.minter.current()));
    expect({
      different: new Set(tokens).size,
      reads: harness.reads,
    }).toEqual({
      different: 1,
      reads: 1,
    });
  });

  it("does not keep a failure", async () => {
    const harness = createHarness();
    harness.read = () => Promise.reject(new Error("The keyring is locked."));
    await expect(harness.minter.current()).rejects.toThrow("The keyring is locked.");
    harness.read = async () => ({ key: harness.key });
    expect(await harness.at(1)).toBe(1);
  });

  it("mints anew once it was told to forget, also while it is minting", async () => {
    const harness = createHarness();
    await harness.at(0);
    harness.minter.forget();
    expect(await harness.at(1)).toBe(1);

    const { promise, resolve } = Promise.withResolvers<JwtMaterial>();
    harness.minter.forget();
    harness.read = () => promise;
    const old = harness.minter.current();
    harness.minter.forget();
    const newer = generateSecret();
    harness.read = async () => ({ key: newer });
    const fresh = harness.minter.current();
    resolve({ key: harness.key });
    const [first, second] = await Promise.all([old, fresh]);
    expect({
      different: first.token.reveal() !== second.token.reveal(),
      kept: (await harness.minter.current()) === second,
    }).toEqual({ different: true, kept: true });
  });
});
