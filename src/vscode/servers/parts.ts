import type { ExtensionContext } from "vscode";
import type { CredentialOperations } from "../../core/credentials/operations.ts";
import type { CredentialService } from "../../core/credentials/request/service.ts";
import type { CredentialStore } from "../../core/credentials/storage/store.ts";
import type { LazyGateway } from "../../core/gateway/lazyGateway.ts";
import type { StatusBoard } from "../../core/status/status.ts";
import type { ConnectionTracker } from "../../core/status/tracker.ts";
import type { Diagnostics, Fixes } from "../findings/index.ts";
import type { Settings } from "../settings/index.ts";

/** What the room of the servers works with. */
export interface ServerParts {
  readonly context: ExtensionContext;
  readonly settings: Settings;
  readonly store: CredentialStore;
  readonly credentials: CredentialService;
  readonly operations: CredentialOperations;
  readonly gateway: LazyGateway;
  readonly board: StatusBoard;
  readonly tracker: ConnectionTracker;
  readonly diagnostics: Diagnostics;
  readonly fixes: Fixes;
}
