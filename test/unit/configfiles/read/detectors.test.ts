import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passwordIn } from "../../../../src/core/configfiles/read/connectionString.ts";
import {
  inspectValue,
  splitCredential,
} from "../../../../src/core/configfiles/read/credentialValue.ts";
import { editDistance } from "../../../../src/core/configfiles/read/editDistance.ts";
import {
  placeholderIn,
  placeholderInUrl,
} from "../../../../src/core/configfiles/read/placeholder.ts";
import { looksSecret } from "../../../../src/core/configfiles/read/secretShape.ts";

const hex = fc.stringMatching(/^[0-9a-f]{32,40}$/);

describe("placeholderIn", () => {
  it.each(
    `YOUR_X YOUR_WB_TOKEN YourApiKeyHere your-api-key-here <token> <YOUR_TOKEN> ‹token> [YOUR_TOKEN] [REDACTED_TOKEN] {secret}
    {your-api-key} xxx XXXX xxxx-xxxx … ***REMOVED*** change-me CHANGEME replace-with-token REPLACE_ME PASTE_TOKEN
    ACTUAL_API_KEY TODO xoxb-your-token glpat-xxxx sk_live_... ghp_XXX ra_YOUR_KEY nt_your_key_here TU_TOKEN_AQUI SEU_PAT
    TWOJ_TOKEN votre_clé 여기에_토큰 你的密钥 API_KEY GITHUB_TOKEN token ghp_xxxxxxxxxxxxxxxxxxxx eyJ... insert-token-here`.split(
      /\s+/,
    ),
  )("R46: takes %s for one", (text) => {
    expect(placeholderIn(text)).toEqual({ start: 0, end: text.length });
  });

  it("takes no random token for one", () => {
    fc.assert(fc.property(fc.oneof(hex, fc.uuid()), (token) => placeholderIn(token) === undefined));
  });
});

describe("placeholderInUrl", () => {
  it.each([
    ["https://<YOUR_OMNI_INSTANCE>/mcp/https", "<YOUR_OMNI_INSTANCE>"],
    ["https://login.example.com/{tenantId}/oauth2", "{tenantId}"],
    ["https://your-domain.atlassian.net/mcp", "your-domain"],
    ["https://yourcompany.example.com/mcp", "yourcompany"],
    ["https://a.example.com/[PROJECT_ID]/mcp", "[PROJECT_ID]"],
    ["https://xxxx.example.com/mcp", "xxxx"],
  ])("finds the one in %s", (url, found) => {
    const { start = 0, end = 0 } = placeholderInUrl(url) ?? {};
    expect(url.slice(start, end)).toBe(found);
  });

  it.each([
    "https://a.example.com/mcp?tools=a,b",
    "https://${env:HOST}/mcp",
    "https://{{PROJECT_PATH}}/mcp",
    "https://yourls.org/mcp",
    "https://mcp.example.com/v1/{env:X}",
    "",
  ])("finds none in %s", (url) => {
    expect(placeholderInUrl(url)).toBeUndefined();
  });
});

describe("looksSecret", () => {
  it("knows a random token behind a scheme, and in the place of a key", () => {
    fc.assert(fc.property(hex, (token) => looksSecret(token, "sure")));
    expect(looksSecret("FakeKey0123456789abcdef", "likely")).toBe(true);
  });

  it.each([
    "true",
    "4096000000000000",
    "me@example.com",
    "https://example.com/a1b2c3d4e5",
    "/home/me/.keys/token12345",
    "pk_live_0123456789abcdef",
    "sb_publishable_0123456789abcdef",
    "3f1c2f7a-55a4-4a63-9d0e-b1ad7b0c6a11",
    "YOUR_API_KEY_0123456789",
    "${env:A_TOKEN_0123456789}",
    "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJl",
  ])("R49: leaves %s alone in the place of a key", (text) => {
    expect(looksSecret(text, "likely")).toBe(false);
  });
});

describe("passwordIn", () => {
  it.each([
    ["postgresql://app:Fake-Pa55@db.example.net/app", "Fake-Pa55"],
    ["Server=db;Password=Fake-Pa55;Encrypt=true", "Fake-Pa55"],
    ["mongodb+srv://app:Fake-Pa55@cluster.example.net", "Fake-Pa55"],
  ])("finds the one in %s", (text, password) => {
    const { start = 0, end = 0 } = passwordIn(text) ?? {};
    expect(text.slice(start, end)).toBe(password);
  });

  it.each([
    "postgresql://postgres:postgres@db:5432/app",
    "postgresql://app:Fake-Pa55@localhost/app",
    "postgresql://app:${DB_PASSWORD}@db.example.net/app",
    "postgresql://app:<password>@db.example.net/app",
    "https://example.com/a:b@c",
    "user@example.com",
  ])("R49: finds none in %s", (text) => {
    expect(passwordIn(text)).toBeUndefined();
  });
});

describe("inspectValue", () => {
  it("leaves a value alone that it has repaired", () => {
    const parts = fc.array(
      fc.constantFrom(
        "Bearer",
        "Bear",
        "basic",
        "Token",
        ":",
        " ",
        '"',
        "'",
        "\n",
        "Authorization",
        "abc123",
        "${env:A}",
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom("authorization", "x-api-key"),
        parts.map((all) => all.join("")),
        (header, value) => {
          const { repaired } = inspectValue(header, value);
          expect(inspectValue(header, repaired)).toEqual({ problem: undefined, repaired });
        },
      ),
    );
  });

  it.each([
    "Bearer abc",
    "bearer abc",
    "Token abc",
    "ApiKey abc",
    "abc",
    "lin_api_abc",
    "Basic dTpw",
    "SSWS abc",
    "Bot abc",
    "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=c",
  ])("R49: finds nothing wrong with %s", (value) => {
    expect(inspectValue("authorization", value)).toEqual({ problem: undefined, repaired: value });
  });

  it("splits off schemes that it knows only", () => {
    expect(splitCredential("Bearer a b")).toEqual({ scheme: "Bearer", token: "a b" });
    expect(splitCredential("some words here")).toEqual({ scheme: "", token: "some words here" });
  });
});

describe("editDistance", () => {
  it.each([
    ["key", "key", 0],
    ["key", "kye", 1],
    ["key", "ke", 1],
    ["key", "keys", 1],
    ["key", "kay", 1],
    ["key", "cat", 3],
    ["", "abc", 3],
  ])("counts the edits from %s to %s", (from, to, count) => {
    expect(editDistance(from, to, 2)).toBe(Math.min(count, 3));
    expect(editDistance(to, from, 2)).toBe(Math.min(count, 3));
  });
});
