import type { Placement } from "../../http/placement.ts";
import { Secret } from "../../secret.ts";
import type { RequestCredential } from "./source.ts";

/** What one slot adds to a request: the header with its secret, and the secret alone, without its scheme. */
export interface SlotCredential {
  readonly credential: RequestCredential;
  readonly token: Secret;
}

// Revisions are base64url and hold no such character.
const SERIAL = "~";
const BETWEEN = " ";

/** The generation of the n-th token that was minted with one revision of a key. */
export function mintedGeneration(revision: string, serial: number): string {
  return `${revision}${SERIAL}${serial}`;
}

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

/** A token in its place: the header that holds it. */
export function placed(
  { header, scheme }: Placement,
  token: Secret,
  generation: string,
): SlotCredential {
  const value = scheme === "" ? token : new Secret(`${scheme} ${token.reveal()}`);
  return { credential: { headers: [[header, value]], generation }, token };
}
