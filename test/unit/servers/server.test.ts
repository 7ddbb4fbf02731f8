import { expect, it } from "vitest";
import { suggestedName } from "../../../src/core/servers/server.ts";

it.each([
  ["https://www.example.com/mcp", "example"],
  ["https://example/mcp", "example"],
  ["http://localhost:3000/mcp", "localhost"],
  ["http://127.0.0.1:3000/mcp", "server"],
  ["http://[::1]:3000/mcp", "server"],
])("suggests a name for the server at %s that says what it is", (url, name) => {
  expect(suggestedName(url)).toBe(name);
});
