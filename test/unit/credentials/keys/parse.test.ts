import { createPrivateKey, createPublicKey } from "node:crypto";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePrivateKey } from "../../../../src/core/credentials/keys/parse.ts";
import type { KeyPairAlgorithm } from "../../../../src/core/credentials/keys/privateKey.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { makeKeyFiles, PASSPHRASE } from "./keyFiles.ts";
import type { KeyTools } from "./keyTools.ts";

let tools: KeyTools;

beforeAll(() => {
  tools = makeKeyFiles();
}, 60_000);

afterAll(() => {
  tools.dispose();
});

async function outcome(
  text: string,
  options: { passphrase?: string; algorithm?: KeyPairAlgorithm } = {},
) {
  const { passphrase, ...rest } = options;
  const result = await parsePrivateKey(new Secret(text), {
    ...rest,
    ...(passphrase !== undefined && { passphrase: new Secret(passphrase) }),
  });
  if (result.kind === "problem") return result.sentence;
  if (result.kind !== "key") return result.kind;
  return {
    algorithm: result.key.algorithm,
    pkcs8: result.key.reveal().export({ type: "pkcs8", format: "pem" }),
  };
}

/** What node's own reader makes of the unencrypted key that all the others were converted from. */
function expected(kind: "rsa" | "ec") {
  return {
    algorithm: kind === "rsa" ? "RS256" : "ES256",
    pkcs8: createPrivateKey(tools.text(`${kind}.p8`)).export({ type: "pkcs8", format: "pem" }),
  };
}

describe("A private key file", () => {
  it.each([
    ["rsa", "p8", "BEGIN PRIVATE KEY"],
    ["rsa", "p1", "BEGIN RSA PRIVATE KEY"],
    ["rsa", "ssh", "BEGIN OPENSSH PRIVATE KEY"],
    ["ec", "p8", "BEGIN PRIVATE KEY"],
    ["ec", "sec1", "BEGIN EC PRIVATE KEY"],
    ["ec", "ssh", "BEGIN OPENSSH PRIVATE KEY"],
  ] as const)("R10 is read: %s.%s, %s", async (kind, format, label) => {
    const text = tools.text(`${kind}.${format}`);
    expect(text).toContain(label);
    expect(await outcome(text)).toEqual(expected(kind));
  });

  it.each([
    ["rsa", "p8e", "BEGIN ENCRYPTED PRIVATE KEY"],
    ["rsa", "olde", "DEK-Info"],
    ["rsa", "sshe", "BEGIN OPENSSH PRIVATE KEY"],
    ["ec", "p8e", "BEGIN ENCRYPTED PRIVATE KEY"],
    ["ec", "olde", "DEK-Info"],
    ["ec", "sshe", "BEGIN OPENSSH PRIVATE KEY"],
  ] as const)("R10 asks for its passphrase: %s.%s, %s", async (kind, format, label) => {
    const text = tools.text(`${kind}.${format}`);
    expect(text).toContain(label);
    expect({
      without: await outcome(text),
      wrong: await outcome(text, { passphrase: "wrong" }),
      empty: await outcome(text, { passphrase: "" }),
      right: await outcome(text, { passphrase: PASSPHRASE }),
    }).toEqual({
      without: "passphraseNeeded",
      wrong: "passphraseWrong",
      empty: "passphraseWrong",
      right: expected(kind),
    });
  });

  it.each([
    "aes128-ctr",
    "aes192-cbc",
    "aes256-cbc",
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
  ])("is read when OpenSSH encrypted it with %s", async (cipher) => {
    const text = tools.text(`rsa.${cipher}`);
    expect({
      wrong: await outcome(text, { passphrase: "wrong" }),
      right: await outcome(text, { passphrase: PASSPHRASE }),
    }).toEqual({ wrong: "passphraseWrong", right: expected("rsa") });
  });

  it("calls every wrong passphrase wrong, also one that happens to give valid padding", async () => {
    const text = tools.text("rsa.olde");
    const outcomes = await Promise.all(
      Array.from({ length: 1500 }, (_, index) => outcome(text, { passphrase: `wrong ${index}` })),
    );
    expect(new Set(outcomes)).toEqual(new Set(["passphraseWrong"]));
  });

  it("R10 is read when it was made as the provider's page says", async () => {
    expect(
      await outcome(tools.text("asTheProviderSays"), {
        algorithm: "RS256",
        passphrase: PASSPHRASE,
      }),
    ).toMatchObject({
      algorithm: "RS256",
    });
  });

  it.each([
    ["with Windows line ends", (text: string) => text.replaceAll("\n", "\r\n")],
    ["pasted into a box of one line", (text: string) => text.replaceAll("\n", " ")],
    ["copied out of JSON", (text: string) => `"${text.replaceAll("\n", String.raw`\n`)}"`],
    [
      "with a byte order mark, indented",
      (text: string) => `\uFEFF${text.replaceAll("\n", "\n  ")}`,
    ],
    [
      "with notes and its certificate around it",
      (text: string) => `Bag Attributes\n${tools.text("cert.pem")}${text}`,
    ],
  ])("is read %s", async (_, change) => {
    const results = await Promise.all(
      ["p8", "p1", "ssh", "olde"].map((format) =>
        outcome(change(tools.text(`rsa.${format}`)), { passphrase: PASSPHRASE }),
      ),
    );
    expect(results).toEqual(Array.from({ length: 4 }, () => expected("rsa")));
  });

  it("prints redacted and gives out its public half", async () => {
    const result = await parsePrivateKey(tools.secret("rsa.p8"));
    if (result.kind !== "key") throw new Error("The key was not read.");
    const { key } = result;
    const { n, e } = createPublicKey(tools.text("rsa.pub.pem")).export({ format: "jwk" });
    expect({
      printed: [
        String(key),
        JSON.stringify({ key }),
        inspect({ key }, { showHidden: true, depth: 9 }),
      ],
      publicParts: key.publicParts,
    }).toEqual({
      printed: ["[private key]", '{"key":"[private key]"}', "{ key: [private key] }"],
      publicParts: { kty: "RSA", n, e },
    });
  });
});

describe("A file that is no usable private key", () => {
  const rs256 =
    "RS256 needs an RSA private key of at least 2048 bits. Create one with “ssh-keygen -t rsa -b 4096 -m PEM”.";
  const es256 =
    "ES256 needs an elliptic curve private key on the curve P-256. Create one with “ssh-keygen -t ecdsa -b 256 -m PEM”.";
  const any =
    "A token is signed with an RSA private key of at least 2048 bits, or one on the curve P-256.";
  const damaged =
    "The key is damaged, incomplete, or of a kind that cannot be read here. Copy it again from the “BEGIN” line to the “END” line, or use another key.";

  it.each<[string, KeyPairAlgorithm | undefined, string]>([
    ["ed25519.p8", "RS256", `This is an Ed25519 key. ${rs256}`],
    ["ed25519.ssh", "RS256", `This is an Ed25519 key. ${rs256}`],
    ["ed25519.sshe", "RS256", `This is an Ed25519 key. ${rs256}`],
    ["ed25519.ssh", undefined, `This is an Ed25519 key. ${any}`],
    ["x25519.p8", "ES256", `This is a key for key agreement, which cannot sign. ${es256}`],
    ["dsa.old", "RS256", `This is a DSA key. ${rs256}`],
    ["dsa.p8", "RS256", `This is a DSA key. ${rs256}`],
    ["dsa.ssh", "RS256", `This is a DSA key. ${rs256}`],
    ["weak.p8", "RS256", `This is an RSA key of only 1024 bits. ${rs256}`],
    ["pss.p8", "RS256", `This is an RSA key that is restricted to PSS signatures. ${rs256}`],
    ["p384.sec1", "ES256", `This is an elliptic curve key on the curve P-384. ${es256}`],
    ["p384.ssh", "ES256", `This is an elliptic curve key on the curve P-384. ${es256}`],
    ["brainpool.sec1", "ES256", `This is an elliptic curve key on another curve. ${es256}`],
    ["rsa.p8", "ES256", `This is an RSA key. ${es256}`],
    ["ec.ssh", "RS256", `This is a P-256 key. ${rs256}`],
  ])("R10 says what %s is, and what %s needs", async (file, algorithm, sentence) => {
    expect(await outcome(tools.text(file), algorithm && { algorithm })).toBe(sentence);
  });

  it.each(["rsa.pub.pem", "ec.pub.pem", "ed25519.ssh.pub", "asTheProviderSays.pub"])(
    "R10 is recognized as a public key: %s",
    async (file) => {
      expect(await outcome(tools.text(file))).toBe(
        "This is a public key. Choose the private key that belongs to it: the file of the same name without “.pub”, as a rule.",
      );
    },
  );

  it("is recognized as the certificate, request or PKCS#12 file that it is", async () => {
    expect([
      await outcome(tools.text("cert.pem")),
      await outcome(tools.text("request.pem")),
      await outcome(tools.text("key.p12")),
      await outcome("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n"),
    ]).toEqual([
      expect.stringMatching(/^This is a certificate, which/),
      expect.stringMatching(/^This is a certificate request, which/),
      expect.stringMatching(/^This is a binary file\. Convert a PKCS#12 file with/),
      expect.stringMatching(/^This is a PuTTY key\./),
    ]);
  });

  it("says how to convert what is encrypted in a way that cannot be read", async () => {
    const passphrase = PASSPHRASE;
    expect([
      await outcome(tools.text("rsa.des"), { passphrase }),
      await outcome(tools.text("rsa.slow"), { passphrase }),
      await outcome(tools.text("rsa.chacha20-poly1305@openssh.com"), { passphrase }),
    ]).toEqual([
      expect.stringContaining("openssl pkcs8 -topk8"),
      expect.stringContaining("ssh-keygen -p"),
      expect.stringContaining("ssh-keygen -p"),
    ]);
  });

  it.each(["p8", "p1", "ssh", "sshe"])(
    "is called damaged when a part of rsa.%s is missing",
    async (format) => {
      const text = tools.text(`rsa.${format}`);
      const lines = text.trim().split("\n");
      const withoutEnd = lines.slice(0, -1).join("\n");
      const withoutLines = [...lines.slice(0, 4), ...lines.slice(12)].join("\n");
      const first = [lines[0], lines[1], lines.at(-1)].join("\n");
      expect([
        await outcome(withoutEnd),
        await outcome(withoutLines),
        await outcome(first),
      ]).toEqual([damaged, damaged, damaged]);
    },
  );

  it.each([
    ["", "The key file is empty. Choose another file."],
    [" \r\n", "The key file is empty. Choose another file."],
    [
      "hello",
      "This is not a key file. Choose a private key file in PEM form: PKCS#8, PKCS#1, SEC1 or OpenSSH, with or without a passphrase.",
    ],
    ["x".repeat(70_000), "This file is too large to be a key file."],
    ["-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", damaged],
    ["-----BEGIN PRIVATE KEY-----\naGVsbG8=\n-----END PRIVATE KEY-----", damaged],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\naGVsbG8=\n-----END OPENSSH PRIVATE KEY-----", damaged],
  ])("is refused with a sentence: %j", async (text, sentence) => {
    expect(await outcome(text)).toBe(sentence);
  });
});
