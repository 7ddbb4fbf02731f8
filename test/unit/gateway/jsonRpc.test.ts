import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { errorAnswer, readMethods } from "../../../src/core/gateway/jsonRpc.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");
const id = fc.oneof(fc.string({ unit: "binary" }), fc.integer());
const params = fc.jsonValue();

describe("the methods of a body", () => {
  it("are those that JSON.parse finds, in whatever order and spacing the members come", () => {
    const members = fc
      .record({ jsonrpc: fc.constant("2.0"), id, method: fc.string({ unit: "binary" }), params })
      .chain((message) => fc.shuffledSubarray(Object.entries(message), { minLength: 4 }));
    fc.assert(
      fc.property(members, fc.constantFrom(undefined, 1, "\t", "\r\n "), (entries, space) => {
        const message = Object.fromEntries(entries);
        expect(readMethods(bytes(JSON.stringify(message, undefined, space)))).toEqual([
          message["method"],
        ]);
      }),
    );
  });

  it("of a batch are those of its messages", () => {
    const batch = fc.array(fc.oneof(fc.record({ method: fc.string() }), params), { minLength: 1 });
    fc.assert(
      fc.property(batch, (messages) => {
        const expected = messages.flatMap((one) =>
          typeof one === "object" &&
          one !== null &&
          "method" in one &&
          typeof one.method === "string"
            ? [one.method]
            : [],
        );
        expect(readMethods(bytes(JSON.stringify(messages)))).toEqual(expected);
      }),
    );
  });

  it("are none in bytes of any other kind, which never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (noise) => {
        expect(Array.isArray(readMethods(Buffer.from(noise)))).toBe(true);
      }),
    );
  });

  it.each([
    ["", []],
    ["{}", []],
    ['{"method":1}', []],
    ['{"params":{"method":"inner"},"method":"outer"}', ["outer"]],
    ['{"params":"\\"method\\":\\"inner\\"","method":"outer"}', ["outer"]],
    ['{"method":"tools\\/call"}', ["tools/call"]],
    ['{"a":"\\\\","method":"m"}', ["m"]],
    ['{"method":"cut', []],
    ['  {"method":"m", then nonsense', ["m"]],
  ])("of %j are %j", (text, methods) => {
    expect(readMethods(bytes(text))).toEqual(methods);
  });
});

describe("an error answer", () => {
  const error = { code: -1, message: "No." };
  it("has the id of the request, whatever the id is", () => {
    fc.assert(
      fc.property(id, params, (one, value) => {
        const message = { params: value, jsonrpc: "2.0", id: one, method: "m" };
        const answer = errorAnswer(bytes(JSON.stringify(message)), -1, "No.");
        expect([answer.status, JSON.parse(answer.body)]).toEqual([
          200,
          JSON.parse(JSON.stringify({ jsonrpc: "2.0", id: one, error })),
        ]);
      }),
    );
  });

  it("has the id of a request that was cut off behind it, and never half an id", () => {
    const message = JSON.stringify({
      jsonrpc: "2.0",
      id: 12345,
      method: "m",
      params: { text: "x" },
    });
    const ids = new Set<unknown>();
    for (let length = 0; length < message.length; length++) {
      const { id: answered } = JSON.parse(
        errorAnswer(bytes(message.slice(0, length)), -1, "No.").body,
      );
      ids.add(answered);
    }
    expect([...ids]).toEqual([null, 12345]);
  });
});
