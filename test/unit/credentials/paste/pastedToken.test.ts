import { assert, constantFrom, property, string, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePastedToken } from "../../../../src/core/credentials/paste/pastedToken.ts";

const TOKEN = "wb_4f9aC2-7Qk.x_1==";
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

function paste(text: string, scheme = "Bearer", header?: string): string {
  const result = parsePastedToken(text, { scheme, ...(header !== undefined && { header }) });
  return "token" in result ? result.token.reveal() : result.problem;
}

describe("A pasted token", () => {
  it.each([
    ["as it is", TOKEN],
    ["with spaces and line breaks around it", `\r\n \t${TOKEN} \u00A0\n`],
    ["in double quotes", `"${TOKEN}"`],
    ["in single quotes with spaces", `' ${TOKEN} '`],
    ["in backticks", `\`${TOKEN}\``],
    ["in typographic quotes", `“${TOKEN}”`],
    ["with Bearer in front", `Bearer ${TOKEN}`],
    ["with Bearer in small letters and more spaces", `bearer   ${TOKEN}`],
    ["with a colon behind Bearer", `Bearer: ${TOKEN}`],
    ["with Bearer twice", `Bearer Bearer ${TOKEN}`],
    ["with Token in front", `Token ${TOKEN}`],
    ["with Bearer and a line break in front", `Bearer\n${TOKEN}`],
    ["as a header line", `Authorization: Bearer ${TOKEN}`],
    ["as a header line in the published misspelling", `Authorisation: Bearer ${TOKEN}`],
    ["as a header line in quotes", `"Authorization: Bearer ${TOKEN}"`],
    ["as one of several header lines", `Accept: */*\r\nauthorization: Bearer ${TOKEN}\r\nHost: x`],
    ["as the line of another header", `API-Token: ${TOKEN}`],
    ["as a JSON string", `"Bearer ${TOKEN}",`],
    ["as a JSON property", `"Authorization": "Bearer ${TOKEN}",`],
    ["as a JSON object", `{ "headers": { "Authorization": "Bearer ${TOKEN}", "Accept": "*/*" } }`],
    ["as the answer of a token endpoint with nothing else", `{"access_token": "${TOKEN}"}`],
    ["as a shell variable", `export WB_TOKEN=${TOKEN}`],
    ["as a quoted shell variable", `export WB_TOKEN="${TOKEN}"`],
    ["as a PowerShell variable", `$env:WB_TOKEN = '${TOKEN}'`],
    ["as a variable of the Windows command line", `set WB_TOKEN=${TOKEN}`],
    ["as a line of a .env file", `WB_TOKEN=${TOKEN}`],
    [
      "as a curl command",
      `curl -s https://example.com -H 'Accept: */*' -H "Authorization: Bearer ${TOKEN}" -d '{}'`,
    ],
    [
      "as the arguments of mcp-remote",
      `npx -y mcp-remote https://example.com --header "Authorization: Bearer ${TOKEN}"`,
    ],
    ["with zero-width characters", `\uFEFFwb_4f9aC2\u200B-7Qk.x_1==\u200D`],
  ])("R17 is taken out: %s", (_, text) => {
    expect(paste(text)).toBe(TOKEN);
  });

  it("R6 is taken out for a raw header, and for a header and a scheme of its own", () => {
    expect([
      paste(`API-Token: ${TOKEN}`, ""),
      paste(`Bearer ${TOKEN}`, ""),
      paste(`X-Wb-Key: ${TOKEN}`, "", "X-WB-Key"),
      paste(`WbKey ${TOKEN}`, "WbKey"),
      paste("Basic dXNlcjpwYXNz", "Basic"),
    ]).toEqual([TOKEN, TOKEN, TOKEN, TOKEN, "dXNlcjpwYXNz"]);
  });

  it("is put together where it was wrapped", () => {
    const long = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(3);
    const wrapped = long.match(/.{1,40}/g)?.join("\n") ?? "";
    const [head = "", claims = "", signature = ""] = JWT.split(".");
    expect([paste(wrapped), paste(`${head}.\n${claims}\n  .${signature}`)]).toEqual([long, JWT]);
  });

  it("is left alone where it only resembles what is removed", () => {
    const tokens = [
      "id:secret",
      "Bearerabc",
      "abc==",
      "A_B==",
      "tokens-42",
      "a'b".replace("'", "-"),
    ];
    expect(tokens.map((token) => paste(token))).toEqual(tokens);
  });

  it("is never changed when it stands alone in the characters that tokens have", () => {
    const token = stringMatching(/^[a-z0-9][A-Za-z0-9_~+/-]{15,60}={0,2}$/);
    assert(
      property(token, constantFrom("", "Bearer "), (value, before) => {
        const result = paste(`${before}${value}`);
        expect([value, "This is a placeholder from an example. Paste your own token."]).toContain(
          result,
        );
      }),
    );
  });
});

describe("What is no token", () => {
  const missing =
    "The token is missing. Paste the token itself, not only what stands in front of it.";
  const several = "This text has several lines. Paste only the token.";
  const placeholder = "This is a placeholder from an example. Paste your own token.";
  const shortened =
    "This token is shortened or hidden. Copy it again with the page's copy button, or create a new one if the page shows it only once.";
  const reference =
    "This is a reference to a variable, not a token. Write “${env:NAME}” in the settings to use an environment variable, or paste the token itself.";
  const unclear =
    "This text holds more than a token, and it is not clear which part is the token. Paste only the token.";
  const character =
    "The token contains a character that cannot be sent in a header. Copy it again from where it was issued.";

  it.each([
    ["", "Nothing was entered. Paste the token."],
    [" \n\u200B", "Nothing was entered. Paste the token."],
    ["Bearer", missing],
    ["Authorization: Bearer ", missing],
    ['""', missing],
    ["YOUR_WB_TOKEN", placeholder],
    ["Bearer YOUR_WB_TOKEN", placeholder],
    ["<your token>", placeholder],
    ["<YOUR_TOKEN>", placeholder],
    ["your-api-key-here", placeholder],
    ["xxxxxxxx", placeholder],
    ["changeme", placeholder],
    ["sk-abc...xyz", shortened],
    ["sk-abc…xyz", shortened],
    ["••••••••", shortened],
    ["****1234", shortened],
    ["${env:WB_TOKEN}", reference],
    ["Bearer $WB_TOKEN", reference],
    ["%WB_TOKEN%", reference],
    ["{{WB_TOKEN}}", reference],
    ["https://example.com/mcp", "This is an address, not a token. Paste the token."],
    ["abc\ndef", several],
    ["Token\nabcdef\nExpires in 30 days", several],
    ["abc def", "There is a space inside the token. Paste only the token."],
    [
      "abc\u0007def",
      "The token contains a control character. Copy it again from where it was issued.",
    ],
    ["tokén", character],
    [
      'abc"def',
      "There is a quotation mark or an angle bracket inside the token. Paste only the token.",
    ],
    ['{"a": "1", "b": "2"}', unclear],
    ["[]", unclear],
    ["[".repeat(15_000) + "]".repeat(15_000), unclear],
    ["x ".repeat(20_000), "This text is too long to be a token. Paste only the token."],
    [
      JWT.split(".").slice(0, 2).join("."),
      "This token is cut off: its signature is missing. Copy it again in full.",
    ],
    [
      "Basic dXNlcjpwYXNz",
      "This is a credential for another kind of authentication (“basic”). Paste a token, or change the server's authentication in the settings.",
    ],
    [
      "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----",
      "This is a key or a certificate, not a token. To sign tokens with a private key, set the server's authentication to “jwt” and choose the key file.",
    ],
  ])("R19 is refused with what is wrong: %j", (text, problem) => {
    expect(paste(text)).toBe(problem);
  });

  it("never throws, and never quotes the text", () => {
    assert(
      property(string({ unit: "binary", maxLength: 200 }), (text) => {
        const result = parsePastedToken(`canary42 ${text}`, { scheme: "Bearer" });
        if ("problem" in result) expect(result.problem).not.toContain("canary42");
      }),
    );
  });
});
