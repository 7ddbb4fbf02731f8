import type { ExtensionContext } from "vscode";
import type { CredentialOperations } from "../../core/credentials/operations.ts";
import type { CredentialStore } from "../../core/credentials/storage/store.ts";
import type { Logger } from "../../core/log.ts";
import type { Clock } from "../../core/ports.ts";
import type { Diagnostics, Fixes } from "../findings/index.ts";
import type { Connections } from "../servers/index.ts";
import type { Settings } from "../settings/index.ts";

/** What the room of the configuration files works with. */
export interface FileParts {
  readonly context: ExtensionContext;
  readonly settings: Settings;
  readonly store: CredentialStore;
  readonly operations: CredentialOperations;
  readonly connections: Connections;
  readonly diagnostics: Diagnostics;
  readonly fixes: Fixes;
  readonly log: Logger;
  readonly clock: Clock;
}
