import type { Credential } from "../read/credential.ts";
import { credentialsOf } from "../read/credential.ts";
import type { ValueProblem } from "../read/credentialValue.ts";
import { replaceSpan, spanRange, spanText } from "../syntax/node.ts";
import { edit } from "./fixes.ts";
import type { ServerRule } from "./rule.ts";

/** What a rule about the form of a credential header's value says. The message never quotes the value. */
interface ValueWording {
  message(credential: Credential, name: string): string;
  title(credential: Credential): string;
}

/** Makes the rule for one problem of {@link ValueProblem}. All repair the whole value, so that one fix is enough. */
export function valueRule(id: ValueProblem, wording: ValueWording): ServerRule {
  return {
    id,
    severity: "error",
    stage: "form",
    scope: "server",
    find(server) {
      return credentialsOf(server)
        .filter(({ problem }) => problem === id)
        .map((credential) => ({
          range: spanRange(credential.value),
          message: wording.message(credential, spanText(credential.header.name)),
          fixes: [
            edit(
              wording.title(credential),
              [replaceSpan(credential.value, credential.repaired)],
              true,
            ),
          ],
        }));
    },
  };
}
