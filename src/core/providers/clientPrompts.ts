import { t } from "@vscode/l10n";
import type { AppProvider } from "./providerOf.ts";

/** Where a client signs in, as far as it is known: absolute URLs. */
interface ClientPlace {
  /** The token endpoint that the client's secret is sent to. */
  readonly tokenEndpoint?: string | undefined;
  /** Who names the token endpoint where it is not known yet: the authorization server, else the MCP server. */
  readonly namedBy: string;
}

/**
 * Asks for the id of a client, in the provider's own words where it is known. Names the authorization server too: the
 * provider may be no more than what the settings say.
 */
export function clientIdPrompt(
  provider: AppProvider | undefined,
  issuer: string,
  redirectUri: string | undefined,
): string {
  if (!provider) {
    return redirectUri === undefined
      ? t(
          "{0} does not register clients by itself. Create an app there and enter its client ID.",
          issuer,
        )
      : t(
          "{0} does not register clients by itself. Create an app there with the redirect URI {1} and enter its client ID.",
          issuer,
          redirectUri,
        );
  }
  const { name, app } = provider;
  const { host } = new URL(issuer);
  if (redirectUri === undefined) {
    return t(
      "{0} at {1} does not register clients by itself. Create an app there under {2}, and enter its “{3}”.",
      name,
      host,
      app.place,
      app.clientId,
    );
  }
  const sentence = t(
    "{0} at {1} does not register clients by itself. Create an app there under {2}, with {3} as “{4}”, and enter its “{5}”.",
    name,
    host,
    app.place,
    redirectUri,
    app.redirectUris,
    app.clientId,
  );
  return app.redirectNote ? `${sentence} ${app.redirectNote()}` : sentence;
}

/** Says what becomes of a client's secret, and who gets it: the user enters it for that host. */
export function secretDestination({ tokenEndpoint, namedBy }: ClientPlace): string {
  return tokenEndpoint === undefined
    ? t(
        "It is kept in secret storage and sent only to the token endpoint that {0} names.",
        new URL(namedBy).host,
      )
    : t("It is kept in secret storage and sent to {0} only.", new URL(tokenEndpoint).host);
}
