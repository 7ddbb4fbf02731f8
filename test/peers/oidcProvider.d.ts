// The package ships no types; these are the parts of it that the peers use.
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  /** The few members of Koa's context that our middleware touches. */
  export interface Context {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string | string[] | undefined>>;
    url: string;
    status: number;
    type: string;
    body: unknown;
    respond?: boolean;
    redirect(url: string): void;
    /** Present once the request has matched one of the provider's routes. */
    readonly oidc?: {
      readonly route: string;
      readonly params?: Readonly<Record<string, unknown>>;
      readonly client?: ClientModel;
    };
  }

  export type Middleware = (context: Context, next: () => Promise<void>) => Promise<void> | void;

  export interface ClientModel {
    readonly clientId: string;
    readonly clientName?: string;
    grantTypeAllowed(grantType: string): boolean;
  }

  /** What the provider keeps of a token. */
  export interface TokenModel {
    readonly jti: string;
    readonly accountId?: string;
    readonly clientId: string;
    readonly grantId?: string;
    readonly scope?: string;
    readonly aud?: string | readonly string[];
    readonly jkt?: string;
    readonly exp?: number;
  }

  export interface GrantModel {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export interface SessionModel {
    accountId: string;
    authorizations: Record<string, unknown>;
    persist(): Promise<string>;
  }

  export interface InteractionModel {
    readonly uid: string;
    readonly exp: number;
    readonly params: Readonly<Record<string, unknown>>;
    readonly prompt: { readonly name: string; readonly reasons: readonly string[] };
    readonly session?: { readonly uid: string; accountId: string };
    save(ttlS: number): Promise<string>;
  }

  /** Where the provider keeps its models; one instance for each of them. */
  export interface Adapter {
    upsert(id: string, payload: StoredPayload, expiresInS?: number): Promise<void>;
    find(id: string): Promise<StoredPayload | undefined>;
    findByUserCode(userCode: string): Promise<StoredPayload | undefined>;
    findByUid(uid: string): Promise<StoredPayload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export type StoredPayload = Record<string, unknown>;

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    readonly issuer: string;
    readonly Client: { find(id: string): Promise<ClientModel | undefined> };
    readonly AccessToken: { find(value: string): Promise<TokenModel | undefined> };
    readonly ClientCredentials: { find(value: string): Promise<TokenModel | undefined> };
    readonly Session: { findByUid(uid: string): Promise<SessionModel | undefined> };
    readonly Grant: new (of: { accountId: string; clientId: string }) => GrantModel;
    use(middleware: Middleware): this;
    on(event: string, listener: (...values: never[]) => void): this;
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<InteractionModel>;
    interactionResult(
      request: IncomingMessage,
      response: ServerResponse,
      result: Readonly<Record<string, unknown>>,
      options?: { readonly mergeWithLastSubmission?: boolean },
    ): Promise<string>;
  }

  export const errors: {
    readonly InvalidRedirectUri: new (description?: string) => Error;
    readonly InvalidClientMetadata: new (description?: string) => Error;
  };

  export default Provider;

  /** A step of signing in that a client can ask for by `prompt`. */
  export type Prompt = object;

  export const interactionPolicy: {
    readonly Prompt: new (info: { readonly name: string; readonly requestable: boolean }) => Prompt;
    base(): { add(prompt: Prompt, index?: number): void };
  };
}
