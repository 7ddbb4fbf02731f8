import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePrivateKey } from "../../../../src/core/credentials/keys/parse.ts";
import { exportPublicKey } from "../../../../src/core/credentials/keys/publicKey.ts";
import { createKeyTools, type KeyTools } from "./keyTools.ts";

let tools: KeyTools;

beforeAll(() => {
  tools = createKeyTools();
  for (const [kind, bits] of [
    ["rsa", "2048"],
    ["ecdsa", "256"],
  ] as const) {
    tools.sshKeygen("-q", "-t", kind, "-b", bits, "-m", "PEM", "-N", "", "-C", "", "-f", kind);
    tools.openssl("pkey", "-in", kind, "-pubout", "-out", `${kind}.spki`);
  }
});

afterAll(() => {
  tools.dispose();
});

describe("The public half of a key", () => {
  it.each(["rsa", "ecdsa"])(
    "R10 is what ssh-keygen and openssl write for the same %s key",
    async (kind) => {
      const result = await parsePrivateKey(tools.secret(kind));
      if (result.kind !== "key") throw new Error("The key was not read.");
      expect(exportPublicKey(result.key)).toEqual({
        ssh: tools.text(`${kind}.pub`).trim(),
        pem: tools.text(`${kind}.spki`),
        fingerprint: tools.sshKeygen("-l", "-f", `${kind}.pub`).split(" ")[1],
      });
    },
  );
});
