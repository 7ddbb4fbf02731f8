import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wantsAll, wantsHeader, wantsJwt } from "../../peers/secretGate.ts";
import { createKeyTools, type KeyTools } from "../../unit/credentials/keys/keyTools.ts";
import {
  chooseFile,
  enter,
  openCredentialHarness,
  runFor,
  type CredentialHarness,
} from "./credentialHarness.ts";
import { startServer, waitForState } from "./demoHarness.ts";
import { findSecrets } from "./findSecrets.ts";

const SECRETS = {
  Token: "canary-token-7f3a91c2",
  NextToken: "canary-next-token-51d0ab",
  WrongToken: "canary-wrong-token-88ee01",
  SharedSecret: "canary-shared-secret-".padEnd(40, "4c7b"),
  Subject: "canary-subject-auth-token-19af",
  Password: "canary-password-6e2d",
  SecondKey: "canary-second-key-a0b1c2",
  Passphrase: "canary-passphrase-d3e4f5",
  Variable: "canary-variable-0a9b8c",
};

describe("secrets of every kind", () => {
  let tools: KeyTools;
  let harness: CredentialHarness;
  let token = SECRETS.Token;
  const window = () => harness.editor.window;

  beforeAll(async () => {
    tools = createKeyTools();
    tools.sshKeygen("-q", "-t", "rsa", "-b", "2048", "-N", SECRETS.Passphrase, "-f", "id_rsa");
    const publicKey = tools.sshKeygen("-e", "-m", "PKCS8", "-f", "id_rsa.pub");
    const basic = Buffer.from(`ada:${SECRETS.Password}`).toString("base64");
    harness = await openCredentialHarness(
      {
        token: {
          judge: wantsAll(
            wantsHeader("Authorization", () => `Bearer ${token}`),
            wantsHeader("X-Second-Key", () => SECRETS.SecondKey),
          ),
          entry: { auth: { type: "token" }, secretHeaders: { "X-Second-Key": {} } },
        },
        shared: {
          judge: wantsJwt("HS256", () => SECRETS.SharedSecret),
          entry: { auth: { type: "jwt", secretSubject: true } },
        },
        key: {
          judge: wantsJwt("RS256", () => publicKey),
          entry: { auth: { type: "jwt", algorithm: "RS256" } },
        },
        basic: {
          judge: wantsHeader("Authorization", () => `Basic ${basic}`),
          entry: { auth: { type: "basic", username: "ada" } },
        },
        variable: {
          judge: wantsHeader("Authorization", () => `Bearer ${SECRETS.Variable}`),
          entry: { auth: { type: "token", token: "${env:CANARY_TOKEN}" } },
        },
      },
      { env: { CANARY_TOKEN: SECRETS.Variable }, logLevel: "trace" },
    );
  });
  afterAll(async () => {
    await harness?.close();
    tools?.dispose();
  });

  it("are set, rotated, shown, copied and refused", async () => {
    await runFor(window(), "Set credential…", "token");
    await enter(window(), "Token for “token”", SECRETS.WrongToken);
    await enter(window(), "Secret for X-Second-Key of “token”", SECRETS.SecondKey);
    await window().clickNotification("Enter another…", "It was not stored.");
    await enter(window(), "Token for “token”", token);
    await enter(window(), "Secret for X-Second-Key of “token”", SECRETS.SecondKey);
    await waitForState(window(), "token", "4 tools");
    token = SECRETS.NextToken;
    await runFor(window(), "Check connection", "token");
    await window().waitForNotification("“token” no longer accepts its token");
    await runFor(window(), "Rotate credential…", "token");
    await window().quickPick("Token in Authorization");
    await enter(window(), "New token for “token”", token);
    await waitForState(window(), "token", "4 tools");

    await runFor(window(), "Set credential…", "shared");
    await enter(window(), "Shared secret for “shared”", SECRETS.SharedSecret);
    await enter(window(), "Subject of the tokens for “shared”", SECRETS.Subject);
    await waitForState(window(), "shared", "4 tools");
    await runFor(window(), "Inspect token", "shared");
    await expect.poll(window().textOfEditor).toContain("[secret]");

    await runFor(window(), "Set credential…", "key");
    await chooseFile(window(), "Private key for “key”", `${tools.folder}/id_rsa`);
    await enter(window(), "Passphrase of the private key for “key”", SECRETS.Passphrase);
    await window().quickPick("Keep it in secret storage");
    await waitForState(window(), "key", "4 tools");
    await runFor(window(), "Show public key", "key");
    await window().waitForNotification("Public key of “key”");

    await runFor(window(), "Set credential…", "basic");
    await enter(window(), "Password of ada for “basic”", SECRETS.Password);
    await waitForState(window(), "basic", "4 tools");
    await startServer(window(), "variable", "4 tools");

    await runFor(window(), "Copy as curl command", "basic");
    await window().clickNotification("Copy with token…", "placeholder");
    await window().answerDialog("Copy with token");
    await window().runCommand("MCP Connect: List credentials");
    await window()
      .page.locator(".quick-input-widget:visible .quick-input-title", {
        hasText: "Stored credentials",
      })
      .waitFor();
    await window().page.keyboard.press("Escape");
    await window().runCommand("MCP Connect: Show log");
  });

  it("stand nowhere on the disk and in no log, not even at the level trace", async () => {
    const { editor } = harness.editor;
    await harness.editor.restart();
    expect(await secretsOnDisk(editor.dataDir, tools)).toEqual([]);
    // They were in use: the servers have received them.
    expect(harness.gate("token").hasReceived(SECRETS.NextToken)).toBe(true);
    expect(harness.gate("variable").hasReceived(SECRETS.Variable)).toBe(true);
  });

  it("stand nowhere on the disk after a crash in the middle of a trial", async () => {
    const { editor } = harness.editor;
    await window().openView("MCP Connect");
    token = SECRETS.Token;
    await runFor(window(), "Rotate credential…", "token");
    await window().quickPick("Token in Authorization");
    await enter(window(), "New token for “token”", token);
    await window()
      .evaluate(() => process.kill(process.pid, "SIGKILL"))
      .catch(() => undefined);
    expect(await secretsOnDisk(editor.dataDir, tools)).toEqual([]);
  });
});

async function secretsOnDisk(dataDir: string, tools: KeyTools): Promise<readonly string[]> {
  const found = await findSecrets(dirname(dataDir), secretsToFind(tools));
  // The editor itself logs the environment that it was started with.
  return found.filter((place) => !/^Variable in .*\/remoteagent\.log$/.test(place));
}

function secretsToFind(tools: KeyTools): ReadonlyMap<string, string> {
  // A line from the middle of the key file, in case only a part of it was written somewhere.
  const [, , line = ""] = tools.text("id_rsa").split("\n");
  return new Map([
    ...Object.entries(SECRETS).map(([kind, secret]): [string, string] => [secret, kind]),
    [line, "PrivateKey"],
  ]);
}
