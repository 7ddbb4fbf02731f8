import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { createKeyTools, type KeyTools } from "./keyTools.ts";

export const PASSPHRASE = "pässphrase";

// Fewer rounds than ssh-keygen's own 16 keep the tests quick.
const OPENSSH_CIPHERS = [
  "aes128-ctr",
  "aes192-cbc",
  "aes256-cbc",
  "aes128-gcm@openssh.com",
  "aes256-gcm@openssh.com",
  "chacha20-poly1305@openssh.com",
];

/**
 * Makes private keys in every format with the machine's own tools, and files that are taken for private keys:
 * `rsa.*` are one key, `ec.*` another one; `p8e`, `olde` and `sshe` are encrypted with {@link PASSPHRASE}.
 */
export function makeKeyFiles(): KeyTools {
  const tools = createKeyTools();
  const openssl = (line: string) => tools.openssl(...line.split(" "));
  const sshKeygen = (line: string) => tools.sshKeygen("-q", ...line.split(" "));

  /** Without `-m`, ssh-keygen rewrites a key in its own format when it changes the passphrase. */
  function toOpenSsh(from: string, to: string, passphrase: string, ...args: string[]): void {
    copyFileSync(join(tools.folder, from), join(tools.folder, to));
    tools.sshKeygen("-q", "-p", "-N", passphrase, ...args, "-f", to);
  }

  openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.p8");
  openssl("ecparam -name prime256v1 -genkey -out ec.sec1");
  openssl("pkcs8 -topk8 -nocrypt -in ec.sec1 -out ec.p8");
  openssl("rsa -in rsa.p8 -traditional -out rsa.p1");
  for (const kind of ["rsa", "ec"]) {
    openssl(`pkcs8 -topk8 -in ${kind}.p8 -passout pass:${PASSPHRASE} -out ${kind}.p8e`);
    openssl(
      `pkey -traditional -aes128 -in ${kind}.p8 -passout pass:${PASSPHRASE} -out ${kind}.olde`,
    );
    openssl(`pkey -in ${kind}.p8 -pubout -out ${kind}.pub.pem`);
    toOpenSsh(`${kind}.p8`, `${kind}.ssh`, "");
    toOpenSsh(`${kind}.p8`, `${kind}.sshe`, PASSPHRASE);
  }
  for (const cipher of OPENSSH_CIPHERS) {
    toOpenSsh("rsa.p8", `rsa.${cipher}`, PASSPHRASE, "-a", "4", "-Z", cipher);
  }
  sshKeygen(`-t rsa -b 2048 -m PEM -N ${PASSPHRASE} -f asTheProviderSays`);

  openssl("req -x509 -key rsa.p8 -subj /CN=test -out cert.pem");
  openssl("req -new -key rsa.p8 -subj /CN=test -out request.pem");
  openssl("pkcs12 -export -inkey rsa.p8 -in cert.pem -passout pass:x -out key.p12");
  openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out weak.p8");
  openssl("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.p8");
  openssl("genpkey -algorithm ED25519 -out ed25519.p8");
  openssl("genpkey -algorithm X25519 -out x25519.p8");
  openssl("ecparam -name secp384r1 -genkey -noout -out p384.sec1");
  openssl("ecparam -name brainpoolP256r1 -genkey -noout -out brainpool.sec1");
  sshKeygen(`-t ed25519 -N ${PASSPHRASE} -f ed25519.sshe`);
  tools.sshKeygen("-q", "-t", "ed25519", "-N", "", "-f", "ed25519.ssh");
  toOpenSsh("p384.sec1", "p384.ssh", "");
  tools.sshKeygen("-q", "-t", "dsa", "-N", "", "-f", "dsa.ssh");
  toOpenSsh("dsa.ssh", "dsa.old", "", "-m", "PEM");
  openssl("pkcs8 -topk8 -nocrypt -in dsa.old -out dsa.p8");

  toOpenSsh("rsa.p8", "rsa.slow", PASSPHRASE, "-a", "257");
  openssl(
    `pkcs8 -topk8 -provider legacy -provider default -v1 PBE-MD5-DES -in rsa.p8 -passout pass:${PASSPHRASE} -out rsa.des`,
  );
  return tools;
}
