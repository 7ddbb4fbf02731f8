import { brotliDecompressSync, constants, inflateSync, gunzipSync } from "node:zlib";

import type { HttpEvidence } from "../credentials/request/source.ts";
import { fieldValues } from "./headers.ts";
import type { HeaderFields } from "./upstream/upstreamPort.ts";

/** How much of a refusal's body is kept. */
export const MAX_BODY_START_BYTES = 4096;

/** Upper bound of what a kept beginning may unpack to. */
const MAX_UNPACKED_BYTES = 64 * 1024;

/** What is known of a refusal. `body` is its beginning as received, at most 4 KiB. */
export function evidenceOf(
  status: number,
  headers: HeaderFields,
  sentHeaderNames: readonly string[],
  body: Buffer,
): HttpEvidence {
  const dpopNonce = fieldValues(headers["dpop-nonce"])[0];
  const dateMs = Date.parse(fieldValues(headers["date"])[0] ?? "");
  const text = unpack(body, fieldValues(headers["content-encoding"])[0]);
  return {
    status,
    challenges: fieldValues(headers["www-authenticate"]),
    sentHeaderNames,
    ...(dpopNonce === undefined ? {} : { dpopNonce }),
    ...(Number.isNaN(dateMs) ? {} : { serverTimeMs: dateMs }),
    ...(text === "" ? {} : { bodyStart: text }),
  };
}

/** Text of a body that may be packed and cut off; empty where it cannot be read. */
function unpack(body: Buffer, encoding: string | undefined): string {
  // A sync flush unpacks what is there instead of failing at the cut.
  const options = { maxOutputLength: MAX_UNPACKED_BYTES, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    switch (encoding?.toLowerCase()) {
      case undefined:
      case "identity":
        return textOf(body);
      case "gzip":
      case "x-gzip":
        return textOf(gunzipSync(body, options));
      case "deflate":
        return textOf(inflateSync(body, options));
      case "br":
        return textOf(
          brotliDecompressSync(body, {
            maxOutputLength: MAX_UNPACKED_BYTES,
            finishFlush: constants.BROTLI_OPERATION_FLUSH,
          }),
        );
      default:
        return "";
    }
  } catch {
    return "";
  }
}

function textOf(bytes: Buffer): string {
  return bytes.toString("utf8", 0, MAX_BODY_START_BYTES);
}
