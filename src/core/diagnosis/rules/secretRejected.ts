import { t } from "@vscode/l10n";
import { factsOfAuth, type Auth } from "../../kinds/auth.ts";
import { checkConnectionFix, openSettingsFix } from "../../fixes.ts";
import {
  checkConnection,
  failure,
  openSettings,
  refusal,
  rotate,
  set,
  type Examples,
} from "../example.ts";
import type { RefusalRule } from "../rule.ts";
import { newCredentialFixes, rotateFixes } from "../secretFixes.ts";

/** A password, or tokens that are signed on this machine, which the server does not accept: replaced there, or never right (R9, R10). */
export const secretRejected: RefusalRule = {
  stage: "kind",
  on: { status: 401 },
  shortName: () => t("Credential not accepted"),
  find({ server, credential }) {
    const { auth, name } = server;
    const { refusal: words } = factsOfAuth(auth);
    if (!words) return undefined;
    return credential.workedBefore
      ? {
          message: words.replaced(name),
          fixes: [...rotateFixes(server), checkConnectionFix(name)],
        }
      : {
          message: words.wrong(name),
          fixes: [...newCredentialFixes(server), openSettingsFix(name)],
        };
  },
};

export const examples: Examples = () => {
  const jwt = (algorithm: "HS256" | "RS256"): Auth => ({
    type: "jwt",
    header: "Authorization",
    scheme: "Bearer",
    jwt: { algorithm },
  });
  const basic: Auth = { type: "basic", username: "ada" };
  const worked = { workedBefore: true };
  return [
    [
      "may be another shared secret (R9)",
      refusal(jwt("HS256")),
      {
        message:
          "“crm” does not accept the tokens that are signed here: it has another shared secret, or wants other claims.",
        fixes: [set("Set shared secret…"), openSettings],
      },
    ],
    [
      "may be unknown to the server (R10)",
      refusal(jwt("RS256")),
      {
        message:
          "“crm” does not accept the tokens that are signed here: it does not know the public key, or wants other claims.",
        fixes: [set("Set private key…"), openSettings],
      },
    ],
    [
      "was replaced where it worked before",
      refusal(jwt("RS256"), {}, worked),
      {
        message:
          "“crm” no longer accepts the tokens that are signed here: the key was replaced or removed there.",
        fixes: [rotate("Rotate private key…"), checkConnection],
      },
    ],
    [
      "may be a wrong password",
      refusal(basic),
      {
        message:
          "“crm” does not accept the password of ada: the user name or the password is wrong.",
        fixes: [set("Set password…"), openSettings],
      },
    ],
    [
      "was a password that worked before",
      refusal(basic, {}, worked),
      {
        message: "“crm” no longer accepts the password of ada: it was replaced or removed there.",
        fixes: [rotate("Rotate password…"), checkConnection],
      },
    ],
    ["is not met by 403", refusal(basic, { status: 403 }), undefined],
    ["is not a token", refusal("token"), undefined],
    ["is not a failure", failure("unreachable"), undefined],
  ];
};
