import { t } from "@vscode/l10n";
import type { ActionFix } from "../../finding.ts";
import { action, openSettingsFix, signInFix } from "../../fixes.ts";
import { appProviderOf, type AppProvider } from "../../providers/providerOf.ts";
import { at, failure, openSettings, refusal, signIn, type Examples } from "../example.ts";
import type { FailureRule } from "../rule.ts";

/** The authorization server does not know our redirect URI, wherever it said so (R15, R42, R43). */
export const redirectUriMismatch: FailureRule = {
  stage: "step",
  on: { failure: "redirectUriRejected" },
  shortName: () => t("Redirect URI not registered"),
  find({ server: { name, url, auth }, failure: { facts } }) {
    const uri = facts["redirectUri"];
    if (typeof uri !== "string" || auth.type !== "oauth") return undefined;
    const provider = appProviderOf(auth.preset, auth.issuer, auth.authorizationUrl, url);
    return {
      message: sentenceOf(name, uri, provider),
      fixes: [copyFix(uri, provider), signInFix(name), openSettingsFix(name)],
    };
  },
};

function sentenceOf(server: string, uri: string, provider: AppProvider | undefined): string {
  if (!provider) {
    return t(
      "The authorization server of “{0}” does not know the redirect URI {1}. Register exactly this address at the provider.",
      server,
      uri,
    );
  }
  const { name, app } = provider;
  const sentence = t(
    "The authorization server of “{0}” does not know the redirect URI {1}. Register exactly this address at {2} under {3}, as “{4}”.",
    server,
    uri,
    name,
    app.place,
    app.redirectUris,
  );
  return app.redirectNote ? `${sentence} ${app.redirectNote()}` : sentence;
}

/** Copies the URI, and opens the page on which it belongs where that is known. */
function copyFix(text: string, provider: AppProvider | undefined): ActionFix {
  const open = provider?.app.page;
  return provider && open !== undefined
    ? action(t("Copy redirect URI and open {0}", provider.name), { type: "copy", text, open })
    : action(t("Copy redirect URI"), { type: "copy", text });
}

export const examples: Examples = () => [
  [
    "is shown exactly, to copy",
    failure("redirectUriRejected", { redirectUri: "http://127.0.0.1:28417/callback" }),
    {
      message:
        "The authorization server of “crm” does not know the redirect URI http://127.0.0.1:28417/callback. Register exactly this address at the provider.",
      fixes: [
        {
          kind: "action",
          title: "Copy redirect URI",
          action: { type: "copy", text: "http://127.0.0.1:28417/callback" },
        },
        signIn,
        openSettings,
      ],
    },
  ],
  [
    "names the provider's field, and opens its page with the URI copied",
    at(
      "https://www.myworkboard.com/wb/mcp",
      failure("redirectUriRejected", { redirectUri: "http://127.0.0.1:28417/callback" }),
    ),
    {
      message:
        "The authorization server of “crm” does not know the redirect URI http://127.0.0.1:28417/callback. Register exactly this address at WorkBoard under Profile > Settings > Custom Integrations > App, as “Redirect URI”. One app takes one redirect URI, which must match to the letter.",
      fixes: [
        {
          kind: "action",
          title: "Copy redirect URI and open WorkBoard",
          action: {
            type: "copy",
            text: "http://127.0.0.1:28417/callback",
            open: "https://www.myworkboard.com/",
          },
        },
        signIn,
        openSettings,
      ],
    },
  ],
  [
    "only copies the URI where each customer has a page of its own",
    at(
      "https://api.salesforce.com/platform/mcp/v1/platform/sobject-reads",
      failure("redirectUriRejected", { redirectUri: "http://127.0.0.1:28417/callback" }),
    ),
    {
      message:
        "The authorization server of “crm” does not know the redirect URI http://127.0.0.1:28417/callback. Register exactly this address at Salesforce under Setup > External Client App Manager > (your app), as “Callback URL”.",
      fixes: [
        {
          kind: "action",
          title: "Copy redirect URI",
          action: { type: "copy", text: "http://127.0.0.1:28417/callback" },
        },
        signIn,
        openSettings,
      ],
    },
  ],
  ["is not claimed where the URI is not known", failure("redirectUriRejected"), undefined],
  [
    "is not another failure",
    failure("registrationRejected", { redirectUri: "http://127.0.0.1/" }),
    undefined,
  ],
  ["is not a refusal", refusal("oauth"), undefined],
];
