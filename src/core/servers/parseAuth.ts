import { parseOAuth } from "./parseOAuth.ts";
import { parseBasic, parseJwt, parseToken } from "./parseSecretAuth.ts";
import type { Reader } from "./reader.ts";
import type { Auth } from "./server.ts";

/** Parses `auth` of one server; nothing when a finding was reported that makes the server unusable. */
export function parseAuth(server: Reader): Auth | undefined {
  if (!server.has("auth")) {
    server.raw("auth");
    return { type: "none" };
  }
  const reader = server.child("auth", `"auth" of ${server.label}`);
  if (!reader) return undefined;
  const type = reader.oneOf("type", ["oauth", "token", "jwt", "basic", "none"] as const, "oauth");
  const auth = type && parseByType(type, reader);
  reader.rejectUnknown();
  if (reader.failed) {
    server.failed = true;
    return undefined;
  }
  return auth;
}

function parseByType(type: Auth["type"], reader: Reader): Auth | undefined {
  switch (type) {
    case "none":
      return { type };
    case "token":
      return parseToken(reader);
    case "jwt":
      return parseJwt(reader);
    case "basic":
      return parseBasic(reader);
    case "oauth":
      return parseOAuth(reader);
  }
}
