import { inspect } from "node:util";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bindingChange } from "../../../../src/core/credentials/storage/binding.ts";
import {
  credentialOfSecret,
  heldCredential,
  parseCredential,
  serializeCredential,
} from "../../../../src/core/credentials/storage/stored.ts";
import { factsOfAuth, isSecretAuth } from "../../../../src/core/kinds/auth.ts";
import { KINDS } from "../../../../src/core/kinds/index.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { parseServers } from "../../../../src/core/servers/parse.ts";
import type { Server } from "../../../../src/core/servers/server.ts";

const SECRET = "canary-secret";
const root = join(import.meta.dirname, "../../../..");
const { contributes } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { auth: schema } =
  contributes.configuration.properties["mcpConnect.servers"].additionalProperties.properties;

/** A server whose settings say no more of its credential than they must. */
function serverOf(kind: string): Server {
  const { required } = schema.oneOf.find(
    (one: { properties: { type: { const: string } } }) => one.properties.type.const === kind,
  );
  const auth = Object.fromEntries(required.map((name: string) => [name, "ada"]));
  const { servers, findings } = parseServers({
    crm: { url: "https://mcp.example/mcp", auth: { ...auth, type: kind } },
  });
  const [server] = servers;
  if (!server) throw new Error(`${kind}: ${findings[0]?.message}`);
  return server;
}

const servers = Object.keys(KINDS).map(serverOf);

describe.each(servers.filter(({ auth }) => isSecretAuth(auth)).map((one) => [one.auth.type, one]))(
  "A stored credential of the kind %s",
  (kind, server) => {
    if (!isSecretAuth(server.auth)) throw new Error(`${kind} is given as a secret.`);
    const base = { revision: "r", createdAtMs: 1, workedAtMs: 2 };
    const stored = credentialOfSecret(server.auth, new Secret(SECRET), base);
    if (!stored) throw new Error(`${kind} takes more than one secret: it needs a test of its own.`);

    it("is the same after it was written and read", () => {
      const text = serializeCredential(stored);
      const read = parseCredential(text);
      expect([text.includes(SECRET), read, read && serializeCredential(read)]).toEqual([
        true,
        stored,
        text,
      ]);
    });

    it("fits the settings that it was stored under, and those of no other kind", () => {
      const fitting = servers.filter((other) => bindingChange(other, stored) === undefined);
      expect([
        fitting.map(({ auth }) => auth.type),
        !!heldCredential(stored).under(server.auth),
      ]).toEqual([[kind], true]);
    });

    it("never shows", () => {
      const held = heldCredential(stored);
      const shown = [held.noun(), held.row(), held.step(), factsOfAuth(server.auth).label()];
      const changes = servers.map((other) => bindingChange(other, stored));
      expect(`${inspect(stored)} ${JSON.stringify([stored, shown, changes])}`).not.toContain(
        SECRET,
      );
    });
  },
);
