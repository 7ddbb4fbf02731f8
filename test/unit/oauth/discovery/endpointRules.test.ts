import { describe, expect, it } from "vitest";
import { isFailure } from "../../../../src/core/failure.ts";
import { checkEndpoint } from "../../../../src/core/oauth/discovery/endpointRules.ts";

const PUBLIC_SERVER = "https://mcp.example.com/mcp";

function verdict(address: string, serverUrl = PUBLIC_SERVER, byHand = false): string {
  try {
    return checkEndpoint(address, "token endpoint", { serverUrl, byHand }).href;
  } catch (error) {
    return isFailure(error) ? error.code : String(error);
  }
}

describe("checkEndpoint", () => {
  it("lets https through, and http on this machine only", () => {
    expect([
      verdict("https://as.example.com/token"),
      verdict("http://as.example.com/token"),
      verdict("http://127.0.0.1:4/token", "http://127.0.0.1:3/mcp"),
      verdict("http://localhost:4/token", "http://localhost:3/mcp"),
      verdict("http://as.localhost:4/token", "http://127.0.0.1:3/mcp"),
      verdict("http://[::1]:4/token", "http://127.0.0.1:3/mcp"),
      verdict("http://192.168.1.4/token", "https://192.168.1.3/mcp"),
      verdict("ftp://as.example.com/token"),
      verdict("not an address"),
      verdict("https://user:pass@as.example.com/token"),
    ]).toEqual([
      "https://as.example.com/token",
      "insecureEndpoint",
      "http://127.0.0.1:4/token",
      "http://localhost:4/token",
      "http://as.localhost:4/token",
      "http://[::1]:4/token",
      "insecureEndpoint",
      "insecureEndpoint",
      "metadataInvalid",
      "metadataInvalid",
    ]);
  });

  it.each([
    "https://10.1.2.3",
    "https://172.16.0.1",
    "https://192.168.0.1",
    "https://100.64.0.1",
    "https://169.254.169.254",
    "https://127.0.0.1",
    "https://0.0.0.0",
    "https://2130706433",
    "https://0x7f.1",
    "https://[::1]",
    "https://[fd00::1]",
    "https://[fe80::1]",
    "https://[::ffff:192.168.0.1]",
    "https://localhost",
    "https://localhost.",
    "https://db.internal",
    "https://printer.local",
    "https://intranet",
  ])("refuses %s when a public server names it, and not otherwise", (address) => {
    const { href } = new URL(address);
    expect([
      verdict(address),
      verdict(address, "https://10.0.0.1/mcp"),
      verdict(address, PUBLIC_SERVER, true),
    ]).toEqual(["privateEndpoint", href, href]);
  });

  it.each(["https://172.15.0.1", "https://11.0.0.1", "https://[2606:4700::1111]", "https://a.b"])(
    "takes %s for public",
    (address) => {
      expect(verdict(address)).toBe(new URL(address).href);
    },
  );
});
