import { l10n } from "vscode";
import { isFailure } from "../../core/failure.ts";
import type { LazyGateway } from "../../core/gateway/lazyGateway.ts";
import type { Server } from "../../core/servers/server.ts";
import { showInformation, withCancellableProgress } from "../ask/index.ts";
import { showFinding } from "../findings/index.ts";
import type { ServerParts } from "./parts.ts";

/** Connects through the gateway and lists the tools; resolves to their number. What went wrong, the gateway tells the tracker. */
export async function checkConnection(
  gateway: Pick<LazyGateway, "endpointOf">,
  { name }: Server,
  signal: AbortSignal,
): Promise<number> {
  const endpoint = await gateway.endpointOf(name);
  const core = await import("../../core/gateway/checkConnection.ts");
  return core.checkConnection(endpoint, signal);
}

/** Checks the connection and says what came of it. */
export async function checkForUser(
  { gateway, board, tracker, fixes }: Pick<ServerParts, "gateway" | "board" | "tracker" | "fixes">,
  server: Server,
): Promise<void> {
  try {
    const tools = await withCancellableProgress(
      l10n.t("Checking “{0}”", server.name),
      (_report, signal) => checkConnection(gateway, server, signal),
    );
    void showInformation(connectedText(server, tools));
  } catch (error) {
    // Why is on the board by now: the gateway told the tracker. That there is no gateway, nobody did.
    if (isFailure(error)) tracker.showFailure(server, error);
    const status = board.get(server.name);
    if (status.kind === "failed") await showFinding(status.finding, fixes);
  }
}

/** Says that a server is connected, and how many tools it has. */
export function connectedText({ name }: Server, tools: number): string {
  if (tools === 1) return l10n.t("“{0}” is connected: 1 tool.", name);
  return tools === 0
    ? l10n.t(
        "“{0}” is connected and lists no tools: your role may not have access. Contact the administrator.",
        name,
      )
    : l10n.t("“{0}” is connected: {1} tools.", name, tools);
}
