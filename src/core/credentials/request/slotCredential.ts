import { Failure } from "../../failure.ts";
import { resolveReferences, type Environment } from "../../environment.ts";
import type { Placement } from "../../http/placement.ts";
import { Secret } from "../../secret.ts";
import type { JwtAuth } from "../../kinds/jwt.ts";
import type { BasicAuth } from "../../kinds/basic.ts";
import type { TokenAuth } from "../../kinds/token.ts";
import type { JwtSigner } from "../jwt/signer.ts";
import type { RequestCredential } from "./source.ts";
import type {
  StoredGrant,
  StoredKey,
  StoredPassword,
  StoredReference,
  StoredToken,
} from "../storage/stored.ts";

/** What stored secrets are turned into headers with. */
export interface SendContext {
  readonly signer: JwtSigner;
  readonly environment: Environment;
}

/** What one slot adds to a request: the header with its secret, and the secret alone, without its scheme. */
export interface SlotCredential {
  readonly credential: RequestCredential;
  readonly token: Secret;
}

const fixed = new WeakMap<StoredToken | StoredGrant | StoredPassword, SlotCredential>();

/** The header of a token, a password or a sign-in: the same until another one is stored. */
export function fixedCredential(
  stored: StoredToken | StoredGrant | StoredPassword,
): SlotCredential {
  const known = fixed.get(stored);
  if (known) return known;
  const made = makeFixedCredential(stored);
  fixed.set(stored, made);
  return made;
}

function makeFixedCredential(stored: StoredToken | StoredGrant | StoredPassword): SlotCredential {
  const { revision } = stored;
  switch (stored.kind) {
    case "token":
      return placed(stored, stored.token, revision);
    case "oauth": {
      const { tokenType, accessToken } = stored.grant;
      return placed({ header: "Authorization", scheme: tokenType }, accessToken, revision);
    }
    case "basic":
      return basicCredential(stored.username, stored.password, revision);
  }
}

/**
 * The header of a secret that is looked up in the environment now.
 * Rejects with a Failure: `variableUnset` where a variable has no value, and what minting a token rejects with.
 */
export async function referenceCredential(
  server: string,
  auth: TokenAuth | JwtAuth | BasicAuth,
  stored: Pick<StoredReference, "revision" | "reference">,
  context: SendContext,
): Promise<SlotCredential> {
  const { revision } = stored;
  const secret = lookUp(server, stored.reference, context.environment);
  switch (auth.type) {
    case "token":
      return placed(auth, secret, revision);
    case "basic":
      return basicCredential(auth.username, secret, revision);
    case "jwt":
      return mintedCredential(server, auth, { revision, key: secret }, context);
  }
}

/** The header of a token that is minted here, a new one before the last one expires. Rejects like the signer. */
export async function mintedCredential(
  server: string,
  auth: JwtAuth,
  signing: Pick<StoredKey, "revision" | "key" | "passphrase" | "subject">,
  { signer }: Pick<SendContext, "signer">,
): Promise<SlotCredential> {
  const { token, serial } = await signer.current(server, auth, signing);
  return placed(auth, token, `${signing.revision}${SERIAL}${serial}`);
}

// Revisions are base64url and hold no such character.
const SERIAL = "~";
const BETWEEN = " ";

/** The revision of the stored secret behind a generation, which also counts the tokens that were minted with it. */
export function revisionOf(generation: string): string {
  return generation.split(SERIAL, 1)[0] ?? generation;
}

/** The generations of the single secrets behind that of a request. */
export function generationsOf(generation: string): readonly string[] {
  return generation.split(BETWEEN);
}

/** All secrets of one request as one credential. */
export function combine(all: readonly SlotCredential[]): RequestCredential {
  const [first] = all;
  if (first && all.length === 1) return first.credential;
  return {
    headers: all.flatMap(({ credential }) => credential.headers),
    generation: all.map(({ credential }) => credential.generation).join(BETWEEN),
    ...(first?.credential.takeNonce && { takeNonce: first.credential.takeNonce }),
  };
}

function placed({ header, scheme }: Placement, token: Secret, generation: string): SlotCredential {
  const value = scheme === "" ? token : new Secret(`${scheme} ${token.reveal()}`);
  return { credential: { headers: [[header, value]], generation }, token };
}

/** RFC 7617, section 2, with UTF-8. */
function basicCredential(username: string, password: Secret, generation: string): SlotCredential {
  const pair = Buffer.from(`${username}:${password.reveal()}`).toString("base64");
  return placed({ header: "Authorization", scheme: "Basic" }, new Secret(pair), generation);
}

function lookUp(server: string, reference: string, environment: Environment): Secret {
  const resolution = resolveReferences(reference, environment);
  if (resolution.kind === "resolved") return resolution.value;
  const [problem] = resolution.problems;
  throw new Failure(
    "variableUnset",
    `“${server}” was not asked: ${problem?.sentence.replace(/^The|^An/, (word) => word.toLowerCase()) ?? ""}`,
    { ...(problem?.name !== undefined && { variable: problem.name }) },
  );
}
