import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wantsAll, wantsHeader, wantsJwt } from "../../peers/secretGate.ts";
import { createKeyTools, type KeyTools } from "../../unit/credentials/keys/keyTools.ts";
import {
  chooseFile,
  clipboard,
  enter,
  openCredentialHarness,
  runFor,
  type CredentialHarness,
} from "./credentialHarness.ts";
import { startServer, waitForState } from "./demoHarness.ts";

const SHARED = "k".repeat(20) + "0123456789abcdef";
const BASIC = `Basic ${Buffer.from("ada:päss word").toString("base64")}`;

describe("servers with every kind of credential", () => {
  let tools: KeyTools;
  let rsaPublicKey = "";
  let harness: CredentialHarness;
  const window = () => harness.editor.window;

  beforeAll(async () => {
    tools = createKeyTools();
    tools.sshKeygen("-q", "-t", "rsa", "-b", "2048", "-N", "open sesame", "-f", "id_rsa");
    rsaPublicKey = tools.sshKeygen("-e", "-m", "PKCS8", "-f", "id_rsa.pub");
    tools.openssl(
      "genpkey",
      "-algorithm",
      "EC",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-out",
      "ec.pem",
    );
    tools.openssl("pkey", "-in", "ec.pem", "-pubout", "-out", "ec.pub.pem");
    tools.sshKeygen("-q", "-t", "ed25519", "-N", "", "-f", "id_ed25519");
    harness = await openCredentialHarness(
      {
        raw: {
          judge: wantsHeader("API-Token", () => "auth-token-1234567890"),
          entry: { auth: { type: "token", header: "API-Token" } },
        },
        shared: {
          judge: wantsJwt("HS256", () => SHARED),
          entry: { auth: { type: "jwt", name: "editor", secretSubject: true, audience: "crm" } },
        },
        rsa: {
          judge: wantsJwt("RS256", () => rsaPublicKey),
          entry: { auth: { type: "jwt", algorithm: "RS256", name: "editor" } },
        },
        ec: {
          judge: wantsJwt("ES256", () => tools.text("ec.pub.pem")),
          entry: { auth: { type: "jwt", algorithm: "ES256", name: "editor" } },
        },
        basic: {
          judge: wantsHeader("Authorization", () => BASIC),
          entry: { auth: { type: "basic", username: "ada" } },
        },
        double: {
          judge: wantsAll(
            wantsHeader("Authorization", () => "Bearer first-token-123456"),
            wantsHeader("X-Second-Key", () => "second-key-123456"),
          ),
          entry: { auth: { type: "token" }, secretHeaders: { "X-Second-Key": {} } },
        },
        variable: {
          judge: wantsHeader("Authorization", () => "Bearer from-the-environment"),
          entry: { headers: { Authorization: "Bearer ${env:PEER_TOKEN}" } },
        },
      },
      { env: { PEER_TOKEN: "from-the-environment" } },
    );
  });
  afterAll(async () => {
    await harness?.close();
    tools?.dispose();
  });

  it("say in the tree what each of them wants", async () => {
    await expect
      .poll(async () =>
        Object.fromEntries(
          (await window().treeRows())
            .filter(({ level }) => level === 1)
            .map(({ label, description }) => [label, description]),
        ),
      )
      .toEqual({
        raw: "Token needed",
        shared: "Shared secret needed",
        rsa: "Private key needed",
        ec: "Private key needed",
        basic: "Password needed",
        double: "Token needed",
        variable: "Not started",
      });
  });

  it("get a raw token in its own header (R6)", async () => {
    await runFor(window(), "Set credential…", "raw");
    await enter(window(), "Token for “raw”", '"API-Token: auth-token-1234567890"');
    await window().waitForNotification("“raw” is connected: 4 tools.");
    await waitForState(window(), "raw", "4 tools");
  });

  it("get a token that is signed here with a shared secret, which must be strong enough (R8, R9, R11)", async () => {
    await runFor(window(), "Set credential…", "shared");
    await window().quickInputState("Shared secret for “shared”");
    const box = window().page.locator(".quick-input-widget:visible .quick-input-box input");
    await box.fill("short");
    await expect
      .poll(async () => (await window().quickInputState()).message)
      .toContain("40 bits, and HS256 needs at least 256");
    await box.fill(SHARED);
    await box.press("Enter");
    await enter(window(), "Subject of the tokens for “shared”", "profile-auth-token");
    await window().waitForNotification("“shared” is connected: 4 tools.");
    const [judged] = harness.gate("shared").judged;
    expect(judged).toEqual({
      kind: "allowed",
      claims: {
        sub: "profile-auth-token",
        name: "editor",
        aud: "crm",
        iat: expect.any(Number),
        exp: expect.any(Number),
      },
    });
  });

  it("show what a signed token says, without its signature and its subject (R11)", async () => {
    await runFor(window(), "Inspect token", "shared");
    await expect.poll(window().textOfEditor).toContain('"sub": "[secret]"');
    const shown = await window().textOfEditor();
    expect(shown).toContain('"alg": "HS256"');
    expect(shown).toContain(
      "Token for “shared”, sent in Authorization. The signature is left out.",
    );
    expect(shown).not.toContain("profile-auth-token");
  });

  it("refuse a key of another kind, with what is needed (R10)", async () => {
    await runFor(window(), "Set credential…", "rsa");
    await chooseFile(window(), "Private key for “rsa”", `${tools.folder}/id_ed25519`);
    await window().waitForNotification("This is an Ed25519 key. RS256 needs an RSA private key");
    await runFor(window(), "Set credential…", "rsa");
    await chooseFile(window(), "Private key for “rsa”", `${tools.folder}/id_rsa.pub`);
    await window().waitForNotification("This is a public key.");
    expect(harness.gate("rsa").count).toBe(0);
  });

  it("take an OpenSSH key with a passphrase, which is asked until it is right (R10)", async () => {
    await runFor(window(), "Set credential…", "rsa");
    await chooseFile(window(), "Private key for “rsa”", `${tools.folder}/id_rsa`);
    await enter(window(), "Passphrase of the private key for “rsa”", "wrong");
    await expect
      .poll(async () => (await window().quickInputState()).message)
      .toContain("This is not the passphrase of the private key.");
    await window().quickInput("open sesame");
    await window().quickPick("Ask again after each start of the editor");
    await window().waitForNotification("“rsa” is connected: 4 tools.");
    await waitForState(window(), "rsa", "4 tools");
  });

  it("show the public half in both forms, and copy it (R10)", async () => {
    await runFor(window(), "Show public key", "rsa");
    await enter(window(), "Passphrase of the private key for “rsa”", "open sesame");
    await window().waitForNotification("Public key of “rsa”: SHA256:");
    const opensshForm = tools.text("id_rsa.pub").split(" ").slice(0, 2).join(" ");
    await expect.poll(window().textOfEditor).toContain(opensshForm);
    await expect.poll(window().textOfEditor).toContain(rsaPublicKey);
    await window().clickNotification("Copy PEM", "Public key of “rsa”");
    await expect.poll(() => clipboard(window())).toBe(rsaPublicKey);
  });

  it("take an elliptic curve key in PKCS#8 (R10)", async () => {
    await runFor(window(), "Set credential…", "ec");
    await chooseFile(window(), "Private key for “ec”", `${tools.folder}/ec.pem`);
    await window().waitForNotification("“ec” is connected: 4 tools.");
  });

  it("get a password with basic authentication, and two secrets at once", async () => {
    await runFor(window(), "Set credential…", "basic");
    await enter(window(), "Password of ada for “basic”", "päss word");
    await window().waitForNotification("“basic” is connected: 4 tools.");
    await runFor(window(), "Set credential…", "double");
    await enter(window(), "Token for “double”", "first-token-123456");
    await enter(window(), "Secret for X-Second-Key of “double”", "second-key-123456");
    await window().waitForNotification("“double” is connected: 4 tools.");
  });

  it("get what an environment variable holds, without a question (R33)", async () => {
    await startServer(window(), "variable", "4 tools");
  });

  it("mint a token again after a refusal, once, and explain the second one (R11)", async () => {
    harness.gate("ec").overrule({ kind: "refused" });
    const before = harness.gate("ec").count;
    await runFor(window(), "Check connection", "ec");
    await window().waitForNotification(
      "“ec” no longer accepts the tokens that are signed here: the key was replaced or removed there.",
    );
    expect(harness.gate("ec").count - before).toBe(2);
    harness.gate("ec").overrule(undefined);
    await runFor(window(), "Check connection", "ec");
    await waitForState(window(), "ec", "4 tools");
  });

  it("ask for the passphrase again after a restart, and go on with it", async () => {
    await harness.editor.restart();
    await window().openView("MCP Connect");
    await startServer(window(), "rsa", "Enter the passphrase");
    await waitForState(window(), "rsa", "Passphrase needed");
    await window().clickNotification("Enter passphrase…", "Enter the passphrase");
    await enter(window(), "Passphrase of the private key for “rsa”", "open sesame");
    await waitForState(window(), "rsa", "4 tools");
    await startServer(window(), "shared", "4 tools");
  });
});
