import { describe, expect, it } from "vitest";
import { generateSecret } from "../../../../src/core/credentials/jwt/generateSecret.ts";

describe("A generated secret", () => {
  it("R9 is 32 random bytes in base64, as openssl prints them", () => {
    const fixed = generateSecret((size) => Buffer.alloc(size, 0xfb)).reveal();
    expect(fixed).toBe(Buffer.alloc(32, 0xfb).toString("base64"));
  });

  it("R9 is another one each time, and prints redacted", () => {
    const [one, two] = [generateSecret(), generateSecret()];
    expect({
      different: one.reveal() !== two.reveal(),
      bytes: Buffer.from(one.reveal(), "base64").length,
      printed: String(one),
    }).toEqual({ different: true, bytes: 32, printed: "[secret]" });
  });
});
