import { t } from "@vscode/l10n";
import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import type { Secret } from "../../secret.ts";
import { readOpenSshKey } from "./openSsh.ts";
import { findPemBlocks, type PemBlock } from "./pem.ts";
import { asUsableKey, type KeyPairAlgorithm, refusal, type UsableKey } from "./privateKey.ts";

const MAX_LENGTH = 65_536;

/** What became of the text of a key file. Each `sentence` says what is wrong with it and what to do. */
export type PrivateKeyOutcome =
  UsableKey | { readonly kind: "passphraseNeeded" } | { readonly kind: "passphraseWrong" };

export interface ParsePrivateKeyOptions {
  readonly passphrase?: Secret;
  /** What the key is for; without it, any key that a token can be signed with will do. */
  readonly algorithm?: KeyPairAlgorithm;
}

/**
 * Reads a private key from the text of its file: PKCS#8, PKCS#1, SEC1 or OpenSSH's own format (R10).
 * Decides by the file's own labels: what the crypto library says about a broken key differs between
 * Node's OpenSSL and the editor's BoringSSL. Never rejects because of the text.
 */
export async function parsePrivateKey(
  text: Secret,
  options: ParsePrivateKeyOptions = {},
): Promise<PrivateKeyOutcome> {
  const content = text.reveal();
  if (content.length > MAX_LENGTH) return problem(t("This file is too large to be a key file."));
  const blocks = findPemBlocks(content);
  const block = blocks.find(({ label }) => label.endsWith("PRIVATE KEY"));
  if (block) return parseBlock(block, options);
  return problem(describeWrongFile(content, blocks));
}

function parseBlock(
  block: PemBlock,
  { passphrase, algorithm }: ParsePrivateKeyOptions,
): PrivateKeyOutcome | Promise<PrivateKeyOutcome> {
  switch (block.label) {
    case "OPENSSH PRIVATE KEY":
      return parseOpenSsh(block, passphrase, algorithm);
    case "ENCRYPTED PRIVATE KEY":
      return parseEncrypted(block, passphrase, algorithm);
    case "PRIVATE KEY":
    case "RSA PRIVATE KEY":
    case "EC PRIVATE KEY": {
      if (block.encrypted) return parseEncrypted(block, passphrase, algorithm);
      const { key } = tryCreate({ key: block.text });
      return key ? asUsableKey(key, algorithm) : problem(damaged());
    }
    case "DSA PRIVATE KEY":
      return problem(refusal(t("a DSA key"), algorithm));
    default:
      return problem(
        `${t("This kind of key (“{0}”) is not supported.", block.label)} ${accepted()}`,
      );
  }
}

function parseEncrypted(
  block: PemBlock,
  passphrase: Secret | undefined,
  algorithm: KeyPairAlgorithm | undefined,
): PrivateKeyOutcome {
  if (passphrase === undefined) return { kind: "passphraseNeeded" };
  const { key, error } = tryCreate({ key: block.text, passphrase: passphrase.reveal() });
  if (key) return asUsableKey(key, algorithm);
  return UNSUPPORTED.test(error) ? problem(unsupportedEncryption()) : { kind: "passphraseWrong" };
}

async function parseOpenSsh(
  block: PemBlock,
  passphrase: Secret | undefined,
  algorithm: KeyPairAlgorithm | undefined,
): Promise<PrivateKeyOutcome> {
  const read = await readOpenSshKey(block.bytes, passphrase);
  switch (read.kind) {
    case "jwk": {
      const { key } = tryCreate({ key: read.jwk, format: "jwk" });
      return key ? asUsableKey(key, algorithm) : problem(damaged());
    }
    case "otherKey":
      return problem(refusal(read.found, algorithm));
    case "damaged":
      return problem(damaged());
    case "unsupported":
      return problem(unsupportedOpenSshEncryption());
    case "passphraseNeeded":
    case "passphraseWrong":
    default:
      return read;
  }
}

function tryCreate(
  input: { key: string; passphrase?: string } | { key: JsonWebKey; format: "jwk" },
): { key?: KeyObject; error: string } {
  try {
    return { key: createPrivateKey(input), error: "" };
  } catch (error) {
    return { error: error instanceof Error ? error.message : "" };
  }
}

function problem(sentence: string): PrivateKeyOutcome {
  return { kind: "problem", sentence };
}

/**
 * A cipher or key derivation that the crypto library lacks: “unsupported” for OpenSSL, “UNKNOWN_…” or “UNSUPPORTED_…”
 * for BoringSSL. Where OpenSSL's decoder says “unsupported”, a wrong passphrase gave bytes with valid padding by
 * chance, about once in 256 times, and no key was found in them.
 */
const UNSUPPORTED = /(?<!DECODER routines::)unsupported|unknown/i;

function accepted(): string {
  return t(
    "Choose a private key file in PEM form: PKCS#8, PKCS#1, SEC1 or OpenSSH, with or without a passphrase.",
  );
}

function damaged(): string {
  return t(
    "The key is damaged, incomplete, or of a kind that cannot be read here. Copy it again from the “BEGIN” line to the “END” line, or use another key.",
  );
}

function unsupportedEncryption(): string {
  return t(
    "The key is encrypted in a way that cannot be read here. Convert it with “openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.pem -out new.pem”, then choose the new file.",
  );
}

function unsupportedOpenSshEncryption(): string {
  return t(
    "The key is encrypted in a way that cannot be read here. Make a copy of the file and convert the copy with “ssh-keygen -p -Z aes256-ctr -a 16 -f copy”, then choose the copy.",
  );
}

function describeWrongFile(content: string, blocks: readonly PemBlock[]): string {
  const labels = blocks.map(({ label }) => label);
  if (labels.some((label) => label.endsWith("PUBLIC KEY")) || PUBLIC_KEY_LINE.test(content)) {
    return t(
      "This is a public key. Choose the private key that belongs to it: the file of the same name without “.pub”, as a rule.",
    );
  }
  if (labels.some((label) => label.endsWith("CERTIFICATE"))) {
    return t(
      "This is a certificate, which holds only a public key. Choose the private key file that belongs to it.",
    );
  }
  if (labels.some((label) => label.endsWith("CERTIFICATE REQUEST"))) {
    return t(
      "This is a certificate request, which holds only a public key. Choose the private key that it was made with.",
    );
  }
  if (/-----BEGIN [A-Z0-9 ]+-----/.test(content)) return damaged();
  if (content.startsWith("PuTTY-User-Key-File")) {
    return t(
      "This is a PuTTY key. In PuTTYgen choose Conversions > Export OpenSSH key, then choose the exported file.",
    );
  }
  if (content.trim() === "") return t("The key file is empty. Choose another file.");
  if (/[\0\uFFFD]/.test(content)) {
    const convert = t(
      "This is a binary file. Convert a PKCS#12 file with “openssl pkcs12 -in file.p12 -nocerts -out key.pem”, a DER file with “openssl pkey -inform DER -in key.der -out key.pem”.",
    );
    return `${convert} ${accepted()}`;
  }
  return `${t("This is not a key file.")} ${accepted()}`;
}

/** The public half as OpenSSH (sshd(8), AUTHORIZED_KEYS) and RFC 4716 write it. */
const PUBLIC_KEY_LINE =
  /^\s*(?:(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-[a-z0-9-]+)(?:-cert-v01)?(?:@openssh\.com)? AAAA|---- BEGIN SSH2 PUBLIC KEY ----)/m;
