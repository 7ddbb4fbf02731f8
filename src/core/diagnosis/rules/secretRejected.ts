import type { Rule } from "../evidence.ts";
import { checkConnectionFix, openSettingsFix, rotateTokenFix, setCredentialFix } from "../fixes.ts";

/** A password, or tokens that are signed on this machine, which the server does not accept: replaced there, or never right (R9, R10). */
export const secretRejected: Rule = {
  id: "secretRejected",
  stage: "kind",
  find(evidence) {
    if (evidence.kind !== "refusal" || evidence.http.status !== 401) return undefined;
    const { server, credential } = evidence;
    const { auth, name } = server;
    if (auth.type !== "jwt" && auth.type !== "basic") return undefined;
    const what =
      auth.type === "basic"
        ? `the password of ${auth.username}`
        : "the tokens that are signed here";
    const why =
      auth.type === "basic"
        ? "the user name or the password is wrong"
        : auth.jwt.algorithm === "HS256"
          ? "it has another shared secret, or wants other claims"
          : "it does not know the public key, or wants other claims";
    return credential.workedBefore
      ? {
          code: "secretRejected",
          severity: "error",
          message: `“${name}” no longer accepts ${what}: ${auth.type === "basic" ? "it" : "the key"} was replaced or removed there.`,
          server: name,
          fixes: [rotateTokenFix(name), checkConnectionFix(name)],
        }
      : {
          code: "secretRejected",
          severity: "error",
          message: `“${name}” does not accept ${what}: ${why}.`,
          server: name,
          fixes: [setCredentialFix(server), openSettingsFix(name)],
        };
  },
};
