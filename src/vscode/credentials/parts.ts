import type { ExtensionContext } from "vscode";
import type { CredentialOperations } from "../../core/credentials/operations.ts";
import type { CredentialService } from "../../core/credentials/request/service.ts";
import type { GuardedStore } from "../../core/credentials/storage/guardedStore.ts";
import type { CredentialStore } from "../../core/credentials/storage/store.ts";
import type { LazyGateway } from "../../core/gateway/lazyGateway.ts";
import type { Logger } from "../../core/log.ts";
import type { Clock } from "../../core/ports.ts";
import type { TextViews } from "../ask/index.ts";
import type { Fixes } from "../findings/index.ts";
import type { Connections, ServerTree } from "../servers/index.ts";
import type { Settings } from "../settings/index.ts";
import type { SignIns } from "../signIn/index.ts";
import type { CredentialUse } from "./credentialUse.ts";

/** What the room of the credentials works with. */
export interface CredentialParts {
  readonly context: ExtensionContext;
  readonly settings: Settings;
  readonly secrets: GuardedStore;
  readonly store: CredentialStore;
  readonly use: CredentialUse;
  readonly credentials: CredentialService;
  readonly operations: CredentialOperations;
  readonly gateway: LazyGateway;
  readonly connections: Connections;
  readonly tree: ServerTree;
  readonly signIns: SignIns;
  readonly fixes: Fixes;
  readonly textViews: TextViews;
  readonly log: Logger;
  readonly clock: Clock;
}
