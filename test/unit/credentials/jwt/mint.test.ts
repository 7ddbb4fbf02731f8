import { createHmac, createPublicKey, verify } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateSecret } from "../../../../src/core/credentials/jwt/generateSecret.ts";
import { looksLikeJwt } from "../../../../src/core/credentials/jwt/looksLikeJwt.ts";
import { type JwtMaterial, mintJwt } from "../../../../src/core/credentials/jwt/mint.ts";
import type { JwtAuthSettings } from "../../../../src/core/kinds/jwt.ts";
import { parsePrivateKey } from "../../../../src/core/credentials/keys/parse.ts";
import type { PrivateKey } from "../../../../src/core/credentials/keys/privateKey.ts";
import { exportPublicKey } from "../../../../src/core/credentials/keys/publicKey.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { createKeyTools, type KeyTools } from "../keys/keyTools.ts";

const NOW_MS = 1_700_000_000_500;
let tools: KeyTools;
let keys: Record<"rsa" | "ec", PrivateKey>;

beforeAll(async () => {
  tools = createKeyTools();
  tools.sshKeygen("-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "rsa");
  tools.sshKeygen("-q", "-t", "ecdsa", "-b", "256", "-N", "", "-f", "ec");
  keys = { rsa: await read("rsa"), ec: await read("ec") };
});

afterAll(() => {
  tools.dispose();
});

async function read(file: string): Promise<PrivateKey> {
  const result = await parsePrivateKey(tools.secret(file));
  if (result.kind !== "key") throw new Error(`The key ${file} was not read.`);
  return result.key;
}

function decode(part: string): unknown {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
}

/** The parts of a token, decoded without the library that made it. */
function split(token: Secret) {
  const [header = "", payload = "", signature = ""] = token.reveal().split(".");
  return {
    header: decode(header),
    claims: decode(payload),
    signed: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, "base64url"),
  };
}

async function failure(settings: JwtAuthSettings, material: JwtMaterial) {
  try {
    await mintJwt(settings, material, NOW_MS);
  } catch (error) {
    return error;
  }
  return "minted";
}

describe("A minted token", () => {
  it("R8 R9 is signed with the shared secret, valid from now for five minutes", async () => {
    const secret = generateSecret();
    const minted = await mintJwt(
      { algorithm: "HS256", name: "Ann's editor", claims: { team: "ops", exp: 1, sub: "other" } },
      { key: secret, subject: new Secret("auth-token") },
      NOW_MS,
    );
    const { header, claims, signed, signature } = split(minted.token);
    expect({
      header,
      claims,
      signature,
      times: [minted.issuedAtMs, minted.expiresAtMs],
      printed: JSON.stringify(minted.token),
      looksLikeJwt: looksLikeJwt(minted.token.reveal()),
    }).toEqual({
      header: { alg: "HS256", typ: "JWT" },
      claims: {
        sub: "auth-token",
        name: "Ann's editor",
        team: "ops",
        iat: 1_700_000_000,
        exp: 1_700_000_300,
      },
      signature: createHmac("sha256", secret.reveal()).update(signed).digest(),
      times: [1_700_000_000_000, 1_700_000_300_000],
      printed: '"[secret]"',
      looksLikeJwt: true,
    });
  });

  it("R9 is signed with the decoded secret where the settings say base64", async () => {
    const secret = generateSecret();
    const { token } = await mintJwt(
      { algorithm: "HS256", secretEncoding: "base64" },
      { key: secret },
      NOW_MS,
    );
    const { signed, signature } = split(token);
    const key = Buffer.from(secret.reveal(), "base64");
    expect(signature).toEqual(createHmac("sha256", key).update(signed).digest());
  });

  it.each([
    ["RS256", "rsa"],
    ["ES256", "ec"],
  ] as const)(
    "R10 R11 is verified with the public key that is shown: %s",
    async (algorithm, kind) => {
      const { token } = await mintJwt(
        {
          algorithm,
          subject: "access-profile",
          audience: ["one", "two"],
          issuer: "me",
          keyId: "key 1",
          lifetimeS: 60,
        },
        { key: keys[kind] },
        NOW_MS,
      );
      const { header, claims, signed, signature } = split(token);
      const key = createPublicKey(exportPublicKey(keys[kind]).pem);
      expect({
        header,
        claims,
        verified: verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, signature),
      }).toEqual({
        header: { alg: algorithm, typ: "JWT", kid: "key 1" },
        claims: {
          sub: "access-profile",
          aud: ["one", "two"],
          iss: "me",
          iat: 1_700_000_000,
          exp: 1_700_000_060,
        },
        verified: true,
      });
    },
  );

  it.each([
    ["text", "x".repeat(31), 248],
    ["base64", Buffer.alloc(31).toString("base64"), 248],
    ["text", "", 0],
  ] as const)(
    "R9 is refused for a secret that is too weak: %s %j",
    async (secretEncoding, secret, bits) => {
      expect(
        await failure({ algorithm: "HS256", secretEncoding }, { key: new Secret(secret) }),
      ).toMatchObject({
        code: "keyInvalid",
        facts: { bits },
        message: `The shared secret has ${bits} bits, and HS256 needs at least 256. Generate a secret, and set the same one at the provider.`,
      });
    },
  );

  it("R9 counts the bytes of the secret, not its characters", async () => {
    const secret = new Secret("é".repeat(16));
    expect(await failure({ algorithm: "HS256" }, { key: secret })).toBe("minted");
  });

  it("is refused for a key of another kind", async () => {
    const secret = generateSecret();
    const sentences = [
      await failure(
        { algorithm: "HS256", secretEncoding: "base64" },
        { key: new Secret("not base64!".repeat(4)) },
      ),
      await failure({ algorithm: "HS256" }, { key: keys.rsa }),
      await failure({ algorithm: "RS256" }, { key: secret }),
      await failure({ algorithm: "RS256" }, { key: keys.ec }),
      await failure({ algorithm: "ES256" }, { key: keys.rsa }),
    ];
    expect(sentences).toEqual([
      expect.objectContaining({ code: "keyInvalid", message: expect.stringMatching(/not base64/) }),
      expect.objectContaining({
        code: "keyInvalid",
        message: expect.stringMatching(/^HS256 signs with a shared secret/),
      }),
      expect.objectContaining({
        code: "keyInvalid",
        message: expect.stringMatching(/RS256 needs an RSA private key/),
      }),
      expect.objectContaining({
        code: "keyInvalid",
        message: expect.stringMatching(/RS256 needs an RSA private key/),
      }),
      expect.objectContaining({
        code: "keyInvalid",
        message: expect.stringMatching(/ES256 needs an elliptic curve/),
      }),
    ]);
  });
});
