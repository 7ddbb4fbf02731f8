import type { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type {
  OAuthClientInformationMixed,
  OAuthTokens,
} from "@modelcontextprotocol/sdk/shared/auth.js";
import { afterEach, describe, expect, it } from "vitest";
import { Browserless, signInAs } from "../../peers/browserless.ts";
import { DEMO_PERSON, startDemoServers } from "../../peers/demo.ts";
import type { DemoServers } from "../../peers/demo.ts";

const REDIRECT_URI = "http://127.0.0.1:33418/callback";

let demo: DemoServers | undefined;

afterEach(async () => {
  await demo?.stop();
  demo = undefined;
});

/** The SDK's own client, which knows nothing of these peers. */
class SdkProvider implements OAuthClientProvider {
  readonly redirectUrl = REDIRECT_URI;
  readonly clientMetadata = {
    client_name: "SDK client",
    redirect_uris: [REDIRECT_URI],
    grant_types: ["authorization_code", "refresh_token"],
    token_endpoint_auth_method: "none",
  };
  authorizationUrl = "";
  #client: OAuthClientInformationMixed | undefined;
  #tokens: OAuthTokens | undefined;
  #verifier = "";

  clientInformation() {
    return this.#client;
  }
  saveClientInformation(client: OAuthClientInformationMixed) {
    this.#client = client;
  }
  tokens() {
    return this.#tokens;
  }
  saveTokens(tokens: OAuthTokens) {
    this.#tokens = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.authorizationUrl = url.href;
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  codeVerifier() {
    return this.#verifier;
  }
}

describe("the demo servers", () => {
  it("let a client that others wrote sign in, call a tool, and refresh once its token has ended", async () => {
    demo = await startDemoServers();
    const provider = new SdkProvider();
    const transport = () =>
      new StreamableHTTPClientTransport(new URL(demo?.settings.everything.url ?? ""), {
        authProvider: provider,
      });
    const client = new Client({ name: "test", version: "1.0.0" });
    const first = transport();
    await expect(client.connect(first)).rejects.toThrow("Unauthorized");
    const redirect = await signInAs(provider.authorizationUrl, "Ann");
    await first.finishAuth(redirect.searchParams.get("code") ?? "");
    await client.connect(transport());
    const call = () => client.callTool({ name: "echo", arguments: { message: "hello" } });
    const before = await call();
    demo.authorizationServer.expireAccessTokens();
    const after = await call();
    expect([
      before.content,
      after.content,
      demo.authorizationServer.tokenRequests("refresh_token"),
    ]).toEqual([
      [{ type: "text", text: "Echo: hello" }],
      [{ type: "text", text: "Echo: hello" }],
      1,
    ]);
    await client.close();
  });

  it("make and regenerate a personal token on their page", async () => {
    demo = await startDemoServers();
    const { notes, tokens, urls } = demo;
    const browser = new Browserless();
    const press = (action: string) =>
      fetch(`${notes.origin}/tokens`, { method: "POST", body: new URLSearchParams({ action }) });
    await press("create");
    const first = tokens.tokenOf(DEMO_PERSON) ?? "";
    const page = await browser.open(urls.tokenPage);
    await press("create");
    expect({
      shown: page.body.includes(first),
      old: tokens.nameOf(first),
      works: tokens.nameOf(tokens.tokenOf(DEMO_PERSON) ?? ""),
    }).toEqual({ shown: true, old: undefined, works: DEMO_PERSON });
  });

  it("describe themselves as settings", async () => {
    demo = await startDemoServers();
    expect(demo.settings).toEqual({
      everything: { url: demo.everything.url, auth: { type: "oauth" } },
      notes: { url: demo.notes.url, auth: { type: "token" } },
      open: { url: demo.open.url },
    });
  });
});
