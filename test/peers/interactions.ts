import type { Context, InteractionModel, Middleware, Provider } from "oidc-provider";
import { readText } from "./loopback.ts";
import { signInPage } from "./signInPages.ts";

const INTERACTION_PATH = /^\/interaction\/[\w-]+$/;

/** The path of the page for one interaction. */
export function interactionPath(uid: string): string {
  return `/interaction/${uid}`;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function words(value: unknown): string[] {
  return text(value)?.split(" ").filter(Boolean) ?? [];
}

function resources(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((entry) => text(entry) !== undefined);
}

/** Signing in and consenting, in one page and one answer. */
export function interactions(provider: Provider): Middleware {
  async function show(context: Context): Promise<void> {
    const details = await provider.interactionDetails(context.req, context.res);
    const clientId = text(details.params["client_id"]) ?? "";
    const client = await provider.Client.find(clientId);
    context.type = "html";
    context.body = signInPage({
      action: interactionPath(details.uid),
      clientName: client?.clientName ?? clientId,
      scopes: words(details.params["scope"]),
      resource: resources(details.params["resource"])[0],
      signedInAs: details.prompt.name === "consent" ? details.session?.accountId : undefined,
      suggestedName: text(details.params["login_hint"]),
    });
  }

  async function answer(context: Context): Promise<void> {
    const form = new URLSearchParams(await readText(context.req));
    const details = await provider.interactionDetails(context.req, context.res);
    const name = form.get("name")?.trim();
    if (form.get("decision") !== "allow") {
      const refusal = { error: "access_denied", error_description: "The person declined." };
      return finish(context, refusal);
    }
    if (!name) {
      context.status = 303;
      context.redirect(interactionPath(details.uid));
      return;
    }
    await switchAccount(details, name);
    await finish(context, {
      select_account: {},
      login: { accountId: name },
      consent: { grantId: await grantAll(details, name) },
    });
  }

  async function finish(context: Context, result: Record<string, unknown>): Promise<void> {
    const options = { mergeWithLastSubmission: false };
    const location = await provider.interactionResult(context.req, context.res, result, options);
    context.status = 303;
    context.redirect(location);
  }

  // The provider would sign the former account out, and with it revoke what that account granted. Two accounts
  // for two MCP servers in one browser are what people have, so the session changes hands instead.
  async function switchAccount(details: InteractionModel, name: string): Promise<void> {
    if (!details.session?.accountId || details.session.accountId === name) return;
    const session = await provider.Session.findByUid(details.session.uid);
    if (!session) return;
    session.accountId = name;
    session.authorizations = {};
    await session.persist();
    details.session.accountId = name;
    await details.save(details.exp - Math.floor(Date.now() / 1000));
  }

  async function grantAll(details: InteractionModel, accountId: string): Promise<string> {
    const clientId = text(details.params["client_id"]) ?? "";
    const grant = new provider.Grant({ accountId, clientId });
    const scope = words(details.params["scope"]).join(" ");
    if (scope) {
      grant.addOIDCScope(scope);
      for (const resource of resources(details.params["resource"])) {
        grant.addResourceScope(resource, scope);
      }
    }
    return grant.save();
  }

  return async (context, next) => {
    if (!INTERACTION_PATH.test(context.path)) return next();
    if (context.method === "GET") return show(context);
    if (context.method === "POST") return answer(context);
    context.status = 405;
  };
}
