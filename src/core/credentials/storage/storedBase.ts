import { Secret } from "../../secret.ts";
import { finite, optional, text, type Read } from "./shape.ts";

/** What all stored credentials have in common. */
export interface StoredBase {
  /** Random; another one with each change of the secret. Safe to show. */
  readonly revision: string;
  readonly createdAtMs: number;
  /** When a server first accepted this revision; absent until one did. */
  readonly workedAtMs?: number;
}

/** How the members of {@link StoredBase} are read. */
export const base = { revision: text, createdAtMs: finite, workedAtMs: optional(finite) };

/** A text that is wrapped as it is read. */
export const secret: Read<Secret> = (value) => {
  const clear = text(value);
  return clear === undefined ? undefined : new Secret(clear);
};

/** A new revision id: random, no secret, safe to show. */
export function newRevision(): string {
  return Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(9))).toString("base64url");
}
