import { describe, expect, it } from "vitest";
import { PendingRedirects } from "../../../../src/core/oauth/redirect/pendingRedirects.ts";
import { failureOf, never } from "../harness.ts";

const redirect = (query: string) => new URL(`vscode://publisher.extension/callback?${query}`);

describe("Redirects that come from outside", () => {
  it("go to the sign-in that they belong to, each once", async () => {
    const pending = new PendingRedirects();
    const [one, two] = [pending.wait("one", never()), pending.wait("two", never())];
    const delivered = [
      pending.deliver(redirect("code=2&state=two")),
      pending.deliver(redirect("code=3&state=three")),
      pending.deliver(redirect("code=4")),
      pending.deliver(redirect("code=1&state=one")),
    ];
    const codes = [(await one).searchParams.get("code"), (await two).searchParams.get("code")];
    expect([delivered, codes, pending.deliver(redirect("code=1&state=one"))]).toEqual([
      [true, false, false, true],
      ["1", "2"],
      false,
    ]);
  });

  it("are taken with an error as well as with a code", async () => {
    const pending = new PendingRedirects();
    const waiting = pending.wait("one", never());
    pending.deliver(redirect("error=access_denied&state=one"));
    expect((await waiting).searchParams.get("error")).toBe("access_denied");
  });

  it("are no longer waited for when the sign-in is cancelled, while the other one goes on", async () => {
    const pending = new PendingRedirects();
    const controller = new AbortController();
    const cancelled = failureOf(pending.wait("one", controller.signal));
    const other = pending.wait("two", never());
    controller.abort();
    const { code } = await cancelled;
    const late = pending.deliver(redirect("code=1&state=one"));
    const waitingStill = pending.isWaiting;
    pending.deliver(redirect("code=2&state=two"));
    await other;
    expect([code, late, waitingStill, pending.isWaiting]).toEqual([
      "cancelled",
      false,
      true,
      false,
    ]);
  });

  it("are not waited for by a sign-in that was cancelled before", async () => {
    const pending = new PendingRedirects();
    const { code } = await failureOf(pending.wait("one", AbortSignal.abort()));
    expect([code, pending.isWaiting]).toEqual(["cancelled", false]);
  });
});
