import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CredentialOperations } from "../../../../src/core/credentials/operations.ts";
import { CLIENT_PART, credentialKeyOf } from "../../../../src/core/credentials/storage/store.ts";
import { silentLogger } from "../../../../src/core/log.ts";
import type { SignInInteraction, SignInOptions } from "../../../../src/core/oauth/types.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { StatusBoard } from "../../../../src/core/status/status.ts";
import { grant, NOW_MS } from "../../build/grant.ts";
import { oauthServer } from "../../build/server.ts";
import { Harness } from "../harness.ts";

const server = oauthServer({ clientId: "client-1", confidential: true });
const key = { ...credentialKeyOf(server), part: CLIENT_PART };
const stored = {
  kind: "client",
  revision: "r",
  createdAtMs: NOW_MS,
  clientId: "client-1",
  secret: new Secret("canary-client-secret"),
} as const;

describe("The secret of an OAuth client that the settings name (R14)", () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness(server);
  });
  afterEach(() => harness.dispose());

  /** What the engine was given to sign in with. */
  function operate() {
    const { store, ports } = harness.window();
    const given: Pick<SignInOptions, "clientSecret" | "secretsTokenOrigin">[] = [];
    const unexpected = () => Promise.reject(new Error("This call was not expected."));
    const operations = new CredentialOperations(store, {
      ...ports,
      engine: async () => ({
        signIn: async (_server, _interaction, { clientSecret, secretsTokenOrigin }) => {
          given.push({
            ...(clientSecret && { clientSecret }),
            ...(secretsTokenOrigin !== undefined && { secretsTokenOrigin }),
          });
          return grant();
        },
        refresh: unexpected,
        dpopProof: unexpected,
        revoke: unexpected,
      }),
      board: new StatusBoard(),
      log: silentLogger,
    });
    const interaction: SignInInteraction = {
      openBrowser: unexpected,
      redirectReceiver: unexpected,
      chooseAuthorizationServer: unexpected,
      askClient: unexpected,
      showDeviceCode: unexpected,
      progress: () => {},
    };
    const signIn = (target = server) =>
      operations.signIn(target, interaction, {}, new AbortController().signal);
    return { store, operations, signIn, given };
  }

  it("is used by the sign-in, and bound to the token endpoint that it was first used at", async () => {
    const { operations, signIn, store, given } = operate();
    await operations.keep([{ key, credential: stored }]);
    await signIn();
    await signIn();
    expect(given.map(({ clientSecret, ...rest }) => [clientSecret?.reveal(), rest])).toEqual([
      ["canary-client-secret", {}],
      ["canary-client-secret", { secretsTokenOrigin: "https://login.example" }],
    ]);
    expect(await store.readFresh(key)).toMatchObject({ tokenOrigin: "https://login.example" });
  });

  it("is not used for another client", async () => {
    const { operations, signIn, given } = operate();
    await operations.keep([{ key, credential: stored }]);
    await signIn(oauthServer({ clientId: "client-2", confidential: true }));
    expect(given).toEqual([{}]);
  });

  it("outlives a sign-out, and goes with everything else of its server", async () => {
    const { operations, store } = operate();
    await operations.keep([{ key, credential: stored }]);
    await operations.signOut(server);
    const afterSignOut = await store.readFresh(key);
    await operations.remove(server);
    expect([afterSignOut?.kind, await store.readFresh(key)]).toEqual(["client", undefined]);
  });
});
