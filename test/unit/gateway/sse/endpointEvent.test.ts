import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { EndpointRewriter } from "../../../../src/core/gateway/sse/endpointEvent.ts";

/** Sends a text through, cut at the given places. */
function through(text: string, cuts: readonly number[]): { out: string; announced: string[] } {
  const bytes = Buffer.from(text, "utf8");
  const announced: string[] = [];
  const rewriter = new EndpointRewriter((endpoint) => {
    announced.push(endpoint);
    return "/new";
  });
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted(
    (left, right) => left - right,
  );
  const out = places
    .slice(1)
    .map((end, index) => rewriter.push(bytes.subarray(places[index] ?? 0, end)));
  return { out: Buffer.concat(out).toString("utf8"), announced };
}

const cuts = fc.array(fc.nat(), { maxLength: 12 });
const lineEnd = fc.constantFrom("\n", "\r\n", "\r");

describe("the endpoint event", () => {
  it("gets another address, however the stream is cut and its lines end", () => {
    fc.assert(
      fc.property(cuts, lineEnd, fc.boolean(), (places, end, marked) => {
        const mark = marked ? "\ufeff" : "";
        const before = `${mark}: hello ü${end}${end}retry: 5${end}${end}`;
        const after = `event: endpoint${end}data: /later${end}${end}data: 1${end}${end}`;
        const { out, announced } = through(
          `${before}event: endpoint${end}data: /m?ü=1${end}${end}${after}`,
          places,
        );
        expect([out, announced]).toEqual([
          `${before}event: endpoint\ndata: /new\n${end}${after}`,
          ["/m?ü=1"],
        ]);
      }),
    );
  });

  it.each(["\n", "\r\n", "\r"])(
    "is found wherever a stream with lines that end in %j is cut",
    (end) => {
      const stream = `event: endpoint${end}data: /m${end}${end}`;
      const outputs = new Set<string>();
      for (let first = 0; first <= stream.length; first++)
        for (let second = first; second <= stream.length; second++)
          outputs.add(through(stream, [first, second]).out);
      expect([...outputs]).toEqual([`event: endpoint\ndata: /new\n${end}`]);
    },
  );

  it("is the only thing that changes: any other stream passes byte for byte", () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }).map((text) => `: ${text.replaceAll(/[\r\n]/g, "")}`),
      fc.constantFrom("data: {}", "event: message", "id: 1", "retry: 3", "", "", "event", "data"),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(line, lineEnd)), cuts, (lines, places) => {
        const text = `${lines.map(([content, end]) => content + end).join("")}\n\n`;
        const { out, announced } = through(text, places);
        expect([Buffer.from(out, "utf8"), announced]).toEqual([Buffer.from(text, "utf8"), []]);
      }),
    );
  });

  it("lets comments through while an event is still incomplete", () => {
    const rewriter = new EndpointRewriter((endpoint) => endpoint);
    const passed = [": one\n", "\n", "event: endpoint\n", "data: /m\n", "\n", ": two"].map((text) =>
      rewriter.push(Buffer.from(text)).toString(),
    );
    expect(passed).toEqual([": one\n", "\n", "", "", "event: endpoint\ndata: /m\n\n", ": two"]);
  });

  it("is not waited for in an event without end", () => {
    const rewriter = new EndpointRewriter((endpoint) => endpoint);
    const big = `data: ${"x".repeat(70_000)}\n`;
    const out = Buffer.concat([rewriter.push(Buffer.from(big)), rewriter.push(Buffer.from("\n"))]);
    expect([out.toString() === `${big}\n`, rewriter.done]).toEqual([true, true]);
  });
});
