import { describe, expect, it } from "vitest";
import { providerOf } from "../../../src/core/providers/providers.ts";

describe("The provider of an address", () => {
  it.each([
    ["https://app.workato.com/mcp", "workato"],
    ["https://apim.workato.com/team/mcp", "workatoApi"],
    ["https://www.myworkboard.com/wb/mcp", "workboard"],
    ["https://callbacks.omniapp.co/callback/mcp", "omni"],
    ["https://workato.com.example/mcp", undefined],
    ["https://notworkato.com/mcp", undefined],
    ["not an address", undefined],
  ])("%s is %s", (address, id) => {
    expect(providerOf(address)?.id).toBe(id);
  });

  it("says where the token is found, and what becomes of the old one (R2, R17)", () => {
    const { tokenPlace, page, afterRotation } =
      providerOf("https://www.myworkboard.com/wb/mcp") ?? {};
    expect({ tokenPlace, page, afterRotation }).toEqual({
      tokenPlace: "Profile > Settings > Custom Integrations > App > Instant Token",
      page: "https://www.myworkboard.com/",
      afterRotation:
        "If the old token was not regenerated, revoke it in WorkBoard under Profile > Settings > Custom Integrations > App > Instant Token.",
    });
    expect(providerOf("https://app.workato.com/mcp")?.tokenPlace).toBe(
      "AI Hub > MCP servers > (your server) > User access > Developer MCP Token",
    );
  });
});
