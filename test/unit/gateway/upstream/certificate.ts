import { generateKeyPairSync, sign } from "node:crypto";

/** A key and a certificate that it signed itself, both PEM. */
export interface SelfSigned {
  readonly key: string;
  readonly certificate: string;
}

const DAY_MS = 24 * 3600 * 1000;
const SEQUENCE = 0x30;

/** Makes a certificate (RFC 5280) for `127.0.0.1` and some names, valid from yesterday until tomorrow. */
export function selfSigned(names: readonly string[] = []): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const ecdsaWithSha256 = der(SEQUENCE, Buffer.from("06082a8648ce3d040302", "hex"));
  const commonName = der(
    SEQUENCE,
    Buffer.from("0603550403", "hex"),
    der(0x0c, Buffer.from("test")),
  );
  const name = der(SEQUENCE, der(0x31, commonName));
  const alternatives = der(
    SEQUENCE,
    der(0x87, Buffer.from([127, 0, 0, 1])),
    ...names.map((one) => der(0x82, Buffer.from(one))),
  );
  const extension = der(SEQUENCE, Buffer.from("0603551d11", "hex"), der(0x04, alternatives));
  const body = der(
    SEQUENCE,
    der(0xa0, Buffer.from("020102", "hex")),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    der(SEQUENCE, time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(SEQUENCE, extension)),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", body, privateKey));
  const certificate = der(SEQUENCE, body, ecdsaWithSha256, signature).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${certificate.replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

/** One value in the distinguished encoding rules (X.690). */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  return der(0x17, Buffer.from(digits.slice(2)));
}
