import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Behaviour, Document, Exchange, HostileEndpoint } from "./hostileHarness.ts";
import { jsonAnswer } from "./hostileHarness.ts";
import { parseRecord } from "./json.ts";

const TEN_MEGABYTES = 10 * 1024 * 1024;
const DRIP_MS = 20;
const SCRIPT = `<script>alert("owned")</script><img src=x onerror=alert(1)>`;

/** The nonce that the server with `dpopNonce` demands. */
const DEMANDED_NONCE = "nonce-of-the-hostile-server";

/** Sets members of the metadata; undefined removes one. */
function announce(changes: Document): Behaviour {
  return { metadata: (honest) => ({ ...honest, ...changes }) };
}

function answerAt(endpoint: HostileEndpoint, answer: (exchange: Exchange) => Answer): Behaviour {
  return { answers: { [endpoint]: answer } };
}

function* huge(): Generator<string> {
  const piece = " ".repeat(64 * 1024);
  yield "{";
  for (let sent = 0; sent < TEN_MEGABYTES; sent += piece.length) yield piece;
  yield "}";
}

async function* drip(): AsyncGenerator<string> {
  yield "{";
  for (;;) {
    yield " ";
    await sleep(DRIP_MS);
  }
}

function hugeAnswer(): Answer {
  return { status: 200, headers: { "content-type": "application/json" }, body: huge() };
}

function endlessAnswer(): Answer {
  return { status: 200, headers: { "content-type": "application/json" }, body: drip() };
}

function redirectAgain({ url }: Exchange): Answer {
  const next = new URL(url);
  next.searchParams.set("hop", String(Number(next.searchParams.get("hop") ?? 0) + 1));
  return { status: 302, headers: { location: next.href } };
}

/** What a hostile or a careless authorization server does, by name. Each departs in one point only. */
export const HOSTILE = {
  honest: {},

  // The authorization response
  wrongIss: { redirect: (parameters, { elsewhere }) => parameters.set("iss", elsewhere) },
  /** Differs by the trailing slash alone: RFC 9207 compares plain strings. */
  slashedIss: { redirect: (parameters, { origin }) => parameters.set("iss", `${origin}/`) },
  missingIss: { redirect: (parameters) => parameters.delete("iss") },
  missingState: { redirect: (parameters) => parameters.delete("state") },
  wrongState: { redirect: (parameters) => parameters.set("state", "of-somebody-else") },
  missingCode: { redirect: (parameters) => parameters.delete("code") },
  /** Sends people to an honest server, and hopes to be sent the code that comes back (RFC 9700, section 4.4). */
  mixUp: {
    metadata: (honest, { elsewhere }) => ({
      ...honest,
      authorization_endpoint: `${elsewhere}/authorize`,
    }),
  },
  mixUpUnannounced: {
    metadata: (honest, { elsewhere }) => ({
      ...honest,
      authorization_endpoint: `${elsewhere}/authorize`,
      authorization_response_iss_parameter_supported: undefined,
    }),
  },
  htmlInRedirectError: {
    redirect: (parameters) => {
      parameters.delete("code");
      parameters.set("error", "access_denied");
      parameters.set("error_description", SCRIPT);
    },
  },
  /** An error that claims to come from another issuer: its text must not be shown (RFC 9207, section 2.4). */
  errorOfAnotherIssuer: {
    redirect: (parameters, { elsewhere }) => {
      parameters.delete("code");
      parameters.set("error", "server_error");
      parameters.set("error_description", `Call support at ${elsewhere}`);
      parameters.set("iss", elsewhere);
    },
  },

  // Metadata
  otherIssuer: { metadata: (honest, { elsewhere }) => ({ ...honest, issuer: elsewhere }) },
  otherResource: {
    resourceMetadata: (honest, { elsewhere }) => ({ ...honest, resource: `${elsewhere}/mcp` }),
  },
  tokenEndpointElsewhere: {
    metadata: (honest, { elsewhere }) => ({ ...honest, token_endpoint: `${elsewhere}/token` }),
  },
  metadataChanges: {
    metadata: (honest, { elsewhere }, read) =>
      read === 1 ? honest : { ...honest, token_endpoint: `${elsewhere}/token` },
  },
  httpTokenEndpoint: announce({ token_endpoint: "http://auth.example.com/token" }),
  httpRegistrationEndpoint: announce({ registration_endpoint: "http://auth.example.com/register" }),
  httpAuthorizationEndpoint: announce({
    authorization_endpoint: "http://auth.example.com/authorize",
  }),
  httpIssuer: {
    resourceMetadata: (honest) => ({
      ...honest,
      authorization_servers: ["http://auth.example.com"],
    }),
  },
  privateTokenEndpoint: announce({ token_endpoint: "https://10.0.0.8/token" }),
  privateRegistrationEndpoint: announce({ registration_endpoint: "https://192.168.1.1/register" }),
  linkLocalTokenEndpoint: announce({ token_endpoint: "https://169.254.169.254/latest/meta-data" }),
  privateV6TokenEndpoint: announce({ token_endpoint: "https://[fd00::8]/token" }),
  /** 10.0.0.8 in an IPv6 dress. */
  mappedV6TokenEndpoint: announce({ token_endpoint: "https://[::ffff:10.0.0.8]/token" }),
  loopbackTokenEndpoint: announce({ token_endpoint: "http://127.0.0.1:9/token" }),
  privateIssuer: {
    resourceMetadata: (honest) => ({ ...honest, authorization_servers: ["https://10.0.0.8"] }),
  },
  javascriptAuthorizationUrl: announce({ authorization_endpoint: "javascript:alert(1)//" }),
  fileAuthorizationUrl: announce({ authorization_endpoint: "file:///etc/passwd" }),
  commandAuthorizationUrl: announce({ authorization_endpoint: "command:workbench.action.quit" }),
  plainPkceOnly: announce({ code_challenge_methods_supported: ["plain"] }),
  noPkceMetadata: announce({ code_challenge_methods_supported: undefined }),
  metadataNotAnObject: answerAt("metadata", () => ({ ...jsonAnswer(200, {}), body: "[1, 2]" })),
  metadataNotJson: answerAt("metadata", () => ({ status: 200, body: SCRIPT })),
  endpointsNotStrings: announce({ token_endpoint: 7, authorization_endpoint: ["x"] }),

  // Transport
  redirectsWithoutEnd: answerAt("metadata", redirectAgain),
  resourceMetadataRedirectsWithoutEnd: answerAt("resourceMetadata", redirectAgain),
  tokenRedirectsElsewhere: {
    answers: {
      token: (_exchange, { elsewhere }) => ({
        status: 307,
        headers: { location: `${elsewhere}/token` },
      }),
    },
  },
  registrationRedirectsElsewhere: {
    answers: {
      registration: (_exchange, { elsewhere }) => ({
        status: 307,
        headers: { location: `${elsewhere}/register` },
      }),
    },
  },
  hugeMetadata: answerAt("metadata", hugeAnswer),
  hugeResourceMetadata: answerAt("resourceMetadata", hugeAnswer),
  hugeRegistration: answerAt("registration", hugeAnswer),
  hugeTokenAnswer: answerAt("token", hugeAnswer),
  endlessMetadata: answerAt("metadata", endlessAnswer),
  endlessResourceMetadata: answerAt("resourceMetadata", endlessAnswer),
  endlessRegistration: answerAt("registration", endlessAnswer),
  endlessTokenAnswer: answerAt("token", endlessAnswer),

  // Registration and token endpoint
  htmlInTokenError: answerAt("token", () =>
    jsonAnswer(400, { error: "invalid_grant", error_description: SCRIPT }),
  ),
  htmlInRegistrationError: answerAt("registration", () =>
    jsonAnswer(400, { error: "invalid_client_metadata", error_description: SCRIPT }),
  ),
  tokenNotJson: answerAt("token", () => ({
    status: 200,
    headers: { "content-type": "text/html" },
    body: SCRIPT,
  })),
  tokenWithLineBreak: answerAt("token", () =>
    jsonAnswer(200, { access_token: "ab\r\nX-Injected: yes", token_type: "Bearer" }),
  ),
  tokenOfUnknownType: answerAt("token", () =>
    jsonAnswer(200, { access_token: "abc", token_type: "mac" }),
  ),
  /** RFC 7591 requires the member; deployed servers leave it out. A client has to live with it. */
  secretWithoutExpiry: {
    answers: {
      registration: ({ body }) =>
        jsonAnswer(201, {
          client_id: "client-without-expiry",
          client_secret: "secret+without/expiry%=",
          token_endpoint_auth_method: "client_secret_basic",
          redirect_uris: redirectUrisOf(body),
        }),
    },
  },
  /** Compares the Basic credential with the raw id and secret, though RFC 6749 encodes both. A client retries raw. */
  rawBasicOnly: {
    metadata: (honest) => ({
      ...honest,
      token_endpoint_auth_methods_supported: ["client_secret_basic"],
    }),
    answers: {
      registration: ({ body }) =>
        jsonAnswer(201, {
          client_id: "raw client",
          client_secret: "raw+secret/%=",
          client_secret_expires_at: 0,
          token_endpoint_auth_method: "client_secret_basic",
          redirect_uris: redirectUrisOf(body),
        }),
      token: ({ headers }) => {
        const expected = Buffer.from("raw client:raw+secret/%=").toString("base64");
        return headers.authorization === `Basic ${expected}`
          ? undefined
          : jsonAnswer(401, { error: "invalid_client" }, { "www-authenticate": "Basic" });
      },
    },
  },
  /** Wants DPoP with its nonce in the proof (RFC 9449, section 8). A client sends the request again with it. */
  dpopNonce: {
    metadata: (honest) => ({ ...honest, dpop_signing_alg_values_supported: ["ES256"] }),
    answers: {
      token: ({ headers }) => {
        const proof = String(headers["dpop"] ?? "").split(".")[1] ?? "";
        const claims = Buffer.from(proof, "base64url").toString("utf8");
        return claims.includes(`"nonce":"${DEMANDED_NONCE}"`)
          ? undefined
          : jsonAnswer(400, { error: "use_dpop_nonce" }, { "dpop-nonce": DEMANDED_NONCE });
      },
    },
  },
} as const satisfies Record<string, Behaviour>;

export type HostileName = keyof typeof HOSTILE;

function redirectUrisOf(registration: string): unknown {
  return parseRecord(registration)?.["redirect_uris"] ?? [];
}
