import { randomBytes } from "node:crypto";

/** Personal access tokens of a made-up service: a list that tests and the demo page change while it runs. */
export class PersonalTokens {
  readonly #names = new Map<string, string>();

  /** Adds a token for a person, a new random one unless one is given, and gives it back. */
  add(name: string, token: string = `pat_${randomBytes(18).toString("base64url")}`): string {
    this.#names.set(token, name);
    return token;
  }

  /** Revokes a token; false when there was none such. */
  revoke(token: string): boolean {
    return this.#names.delete(token);
  }

  /** Revokes all tokens of a person and gives a new one. */
  regenerate(name: string): string {
    for (const [token, owner] of this.#names) if (owner === name) this.#names.delete(token);
    return this.add(name);
  }

  /** Whose token it is, or undefined when it does not work. */
  nameOf(token: string): string | undefined {
    return this.#names.get(token);
  }

  /** The token that a person has now. */
  tokenOf(name: string): string | undefined {
    return [...this.#names].find(([, owner]) => owner === name)?.[0];
  }
}
