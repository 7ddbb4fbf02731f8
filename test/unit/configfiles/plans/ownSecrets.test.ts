import { expect, it } from "vitest";
import { ofFile } from "../check/observed.ts";
import { ownSecretsPlan } from "../../../../src/core/configfiles/plans/ownSecrets.ts";
import { applyEdits } from "../../../../src/core/textEdits.ts";
import { parseServers } from "../../../../src/core/servers/parse.ts";

const settings = (entry: string) => `{
  "mcpConnect.servers": {
    "a": {
      "url": "https://a.example.com/mcp",
${entry}
    }
  }
}
`;

/** The secrets in clear, and the settings that are left, which have to be right. */
function moved(entry: string) {
  const text = settings(entry);
  const plan = ofFile("/w/.vscode/settings.json", text, (file) => ownSecretsPlan(file, "a"));
  if (plan === undefined) return undefined;
  const left = applyEdits(text, plan.edits);
  const { findings } = parseServers(JSON.parse(left)["mcpConnect.servers"], () => "set");
  const secrets = [plan.secret, ...plan.furtherSecrets].map((one) => one?.value.reveal());
  return { left, secrets, findings };
}

it.each([
  [
    "the only header becomes the credential",
    '      "headers": { "Authorization": "Bearer fake-0123456789-abcdef" }',
    '      "auth": {"type":"token"}',
    ["fake-0123456789-abcdef"],
  ],
  [
    "a header beside it stays",
    '      "headers": { "X-API-Key": "fake-0123456789-abcdef", "X-Region": "eu" }',
    '      "auth": {"type":"token","header":"X-API-Key","scheme":""},\n      "headers": { "X-Region": "eu" }',
    ["fake-0123456789-abcdef"],
  ],
  [
    "a credential of the settings stays, and the header becomes a further one",
    '      "auth": { "type": "oauth" },\n      "headers": { "X-API-Key": "fake-0123456789-abcdef" }',
    '      "auth": { "type": "oauth" },\n      "secretHeaders": {"X-API-Key":{}}',
    [undefined, "fake-0123456789-abcdef"],
  ],
])("R37: a token in our own settings moves: %s", (_what, before, after, secrets) => {
  expect(moved(before)).toEqual({ left: settings(after), secrets, findings: [] });
});

it("R19: a placeholder goes, and its token is to be entered", () => {
  const text = settings('      "headers": { "Authorization": "Bearer YOUR_TOKEN" }');
  const plan = ofFile("/w/.vscode/settings.json", text, (file) => ownSecretsPlan(file, "a"));
  expect([plan?.isIncomplete, plan?.secret, applyEdits(text, plan?.edits ?? [])]).toEqual([
    true,
    undefined,
    settings('      "auth": {"type":"token"}'),
  ]);
});

it("leaves alone what is no token in clear", () => {
  expect([
    moved('      "headers": { "Authorization": "Bearer ${env:A}" }'),
    moved('      "headers": { "X-Region": "eu" }'),
    moved('      "auth": { "type": "token" }'),
  ]).toEqual([undefined, undefined, undefined]);
});
