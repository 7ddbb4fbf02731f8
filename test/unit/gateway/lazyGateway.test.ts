import { expect, it } from "vitest";
import type { Gateway } from "../../../src/core/gateway/gateway.ts";
import { createLazyGateway } from "../../../src/core/gateway/lazyGateway.ts";
import { failureOf } from "../oauth/harness.ts";

/** A gateway that writes down what is done with it. */
function gatewayThatNotes(done: string[]): Gateway {
  return {
    start: async () => (done.push("start"), { port: 1 }),
    endpointOf: (name) => ({ url: `http://127.0.0.1:1/${name}`, headers: { Authorization: "x" } }),
    disconnect: (name) => void done.push(`disconnect ${name}`),
    upstreamChanged: () => void done.push("upstreamChanged"),
    close: async () => void done.push("close"),
  };
}

it("A gateway is loaded on first use, once, and again where loading failed", async () => {
  const done: string[] = [];
  const gateway = createLazyGateway(async () => {
    done.push("load");
    if (done.length === 1) throw new Error("The file is locked.");
    return gatewayThatNotes(done);
  });
  gateway.disconnect("crm");
  const failed = await failureOf(gateway.endpointOf("crm"));
  const [one] = await Promise.all([gateway.endpointOf("crm"), gateway.endpointOf("crm")]);
  gateway.disconnect("crm");
  await gateway.close();
  const afterwards = await gateway.endpointOf("crm").catch((error: Error) => error.message);
  expect([failed.code, failed.message, failed.cause, one.url, done, afterwards]).toEqual([
    "unreachable",
    "“crm” cannot be reached, because a part of MCP Connect could not be loaded. Reload the window, then try again.",
    new Error("The file is locked."),
    "http://127.0.0.1:1/crm",
    ["load", "load", "start", "start", "disconnect crm", "close"],
    "The gateway is closed.",
  ]);
});

it("A gateway that could not be loaded can be closed", async () => {
  const gateway = createLazyGateway(() => Promise.reject(new Error("The file is locked.")));
  await expect(gateway.endpointOf("crm")).rejects.toThrow("could not be loaded");
  await expect(gateway.close()).resolves.toBeUndefined();
});
