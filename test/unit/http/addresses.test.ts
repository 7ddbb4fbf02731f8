import { describe, expect, it } from "vitest";
import { isLoopback, isPrivate } from "../../../src/core/http/addresses.ts";

const LOOPBACK = [
  "localhost",
  "LOCALHOST",
  "localhost.",
  "x.localhost",
  "127.0.0.1",
  "127.0.0.1.",
  "127.1.2.3",
  "::1",
  "[::1]",
  "0:0:0:0:0:0:0:1",
  "::ffff:127.0.0.1",
  "[::ffff:7f00:1]",
  "2130706433",
  "0x7f.1",
  "0177.0.0.1",
  "127.1",
];

const PRIVATE = [
  "10.1.2.3",
  "172.16.0.1",
  "192.168.0.1",
  "100.64.0.1",
  "169.254.169.254",
  "0.0.0.0",
  "[fd00::1]",
  "fe80::1",
  "fe80::1%eth0",
  "::ffff:192.168.0.1",
  "db.internal",
  "printer.local",
  "box.home.arpa",
  "box.home",
  "api.default.svc",
  "mcp.test",
  "intranet",
];

const PUBLIC = [
  "127.evil.com",
  "127.0.0.1.evil.com",
  "localhost%2eevil.com",
  "127.0.0.1%2eevil.com",
  "localhost.evil.com",
  "evil-localhost",
  "example.com",
  "128.0.0.1",
  "172.15.0.1",
  "11.0.0.1",
  "2606:4700::1111",
  "[::ffff:8.8.8.8]",
  "local.example.com",
];

describe("A host", () => {
  it.each(LOOPBACK)("%s is loopback, and private", (host) => {
    expect([isLoopback(host), isPrivate(host)]).toEqual([true, true]);
  });

  it.each(PRIVATE)("%s is private, and not loopback", (host) => {
    expect([isLoopback(host), isPrivate(host)]).toEqual([false, true]);
  });

  it.each(PUBLIC)("%s is not loopback", (host) => {
    expect(isLoopback(host)).toBe(false);
  });

  it.each(PUBLIC.filter((host) => host !== "evil-localhost"))("%s is public", (host) => {
    expect(isPrivate(host)).toBe(false);
  });

  it.each([
    "127.0.0.1@evil.com",
    "127.0.0.1/evil.com",
    "127.0.0.1#.evil.com",
    "127.0.0.1\\.evil.com",
    "",
  ])("“%s” is none, and not loopback", (text) => {
    expect(isLoopback(text)).toBe(false);
  });
});
