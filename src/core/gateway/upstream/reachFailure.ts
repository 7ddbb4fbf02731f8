import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";

/** Where a request was going, for the sentences. */
export interface Destination {
  /** Name of the server. */
  readonly server: string;
  /** Origin that was tried. */
  readonly origin: string;
}

/** Errors of OpenSSL and Node about the certificate that a server shows. */
const CERTIFICATE_CODE =
  /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|ERR_TLS_CERT_ALTNAME|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|CRL_)/;

/** The failure that an error on the way to a server, or on the way back, comes down to. */
export function reachFailure(error: unknown, to: Destination): Failure {
  const code = codeOf(error);
  const facts = { origin: to.origin, errorCode: code };
  const options = { cause: error };
  const about = `“${to.server}” (${to.origin})`;
  const certificateError = certificateErrorOf(error);
  if (certificateError !== undefined) {
    const message = t(
      "The certificate of {0} was not accepted ({1}). If your network inspects traffic, add its certificate authority to the system or to NODE_EXTRA_CA_CERTS, then try again; otherwise tell the server's administrator.",
      about,
      certificateError,
    );
    return new Failure("certificateRejected", message, facts, options);
  }
  switch (code ?? "") {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ENODATA":
      return new Failure(
        "unreachable",
        t(
          "The address of {0} was not found. Check the URL in the settings, and the network or VPN.",
          about,
        ),
        facts,
        options,
      );
    case "ECONNREFUSED":
      return new Failure(
        "unreachable",
        t(
          "Nothing answers at {0}. Start the server or check the port in its URL, then try again.",
          about,
        ),
        facts,
        options,
      );
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
      return new Failure(
        "timedOut",
        t(
          "No connection to {0} could be made in time. Check the network, VPN and proxy settings, then try again.",
          about,
        ),
        facts,
        options,
      );
    case "UND_ERR_ABORTED":
    case "UND_ERR_PRX_CONN":
    case "UND_ERR_PRX_TLS":
    case "UND_ERR_INVALID_ARG":
      return new Failure(
        "unreachable",
        t(
          "The proxy did not let the request to {0} through. Check the settings “http.proxy” and “http.proxyAuthorization”, then try again.",
          about,
        ),
        facts,
        options,
      );
    default:
      return new Failure(
        "unreachable",
        code === undefined
          ? t(
              "The connection to {0} broke before an answer came. Check that the server is running, then try again.",
              about,
            )
          : t(
              "The connection to {0} broke before an answer came ({1}). Check that the server is running, then try again.",
              about,
              code,
            ),
        facts,
        options,
      );
  }
}

/** The code of an error about the certificate that a server or a proxy shows; undefined for every other error. */
export function certificateErrorOf(error: unknown): string | undefined {
  const code = codeOf(error);
  return code !== undefined && CERTIFICATE_CODE.test(code) ? code : undefined;
}

/** The system's or undici's code of an error, looked for along its causes. */
function codeOf(error: unknown): string | undefined {
  let at: unknown = error;
  for (let depth = 0; depth < 5 && typeof at === "object" && at !== null; depth++) {
    if ("code" in at && typeof at.code === "string" && /^[A-Z0-9_]{1,60}$/.test(at.code))
      return at.code;
    at = "cause" in at ? at.cause : undefined;
  }
  return undefined;
}
