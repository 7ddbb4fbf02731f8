import { t } from "@vscode/l10n";
import type { CredentialAnswer, HttpEvidence } from "../credentials/request/source.ts";
import type { RequestBody } from "./requestBody.ts";

/** A request that the server refused with 401 or 403. */
export interface RefusedRequest {
  /** Name of the server. */
  readonly server: string;
  /** Generation of the credential that was sent. */
  readonly generation: string;
  readonly body: RequestBody;
  readonly evidence: HttpEvidence;
}

/** Decides for one request how often it is sent again: once with a newer credential, and once with a server's nonce. */
export class Replays {
  #withNonce = false;
  #renewed = false;

  /** Whether the request was sent again with a newer credential. */
  get renewed(): boolean {
    return this.#renewed;
  }

  /** `next` where the request may be sent again with it, or a sentence. */
  decide(
    { server, generation, body, evidence }: RefusedRequest,
    next: CredentialAnswer,
  ): CredentialAnswer {
    if (next.kind === "blocked") return next;
    const forNonce = next.forNonce === true;
    const inVain = forNonce
      ? this.#withNonce
      : this.#renewed || next.credential.generation === generation;
    if (inVain)
      return {
        kind: "blocked",
        sentence: t(
          "“{0}” refused the request (HTTP {1}). Run “MCP Connect: Check connection” to find out why.",
          server,
          evidence.status,
        ),
      };
    if (body.kind === "streamed")
      return {
        kind: "blocked",
        sentence: t(
          "The sign-in to “{0}” was renewed while a large request was on its way. Run it again.",
          server,
        ),
      };
    if (forNonce) this.#withNonce = true;
    else this.#renewed = true;
    return next;
  }
}
