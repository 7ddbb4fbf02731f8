import { l10n } from "vscode";
import type { OAuthServer } from "../../core/oauth/types.ts";
import { usesOAuth, type Server, type ServerList } from "../../core/servers/server.ts";
import { pickServer } from "./prompts.ts";
import { showInformation } from "./messages.ts";

/** What a command asks where it does not come with a server, and says where no server fits. */
interface ServerQuestion<Kind extends Server> {
  readonly fits: (server: Server) => server is Kind;
  readonly question: string;
  readonly none: string;
  /** Whether to ask even where only one server fits, because the choice is the user's consent. */
  readonly always?: boolean;
}

/** The server of the tree line or link that a command came from, else the one that the user chooses. */
export async function chooseServer<Kind extends Server>(
  list: ServerList,
  argument: unknown,
  { fits, question, none, always = false }: ServerQuestion<Kind>,
): Promise<Kind | undefined> {
  const name = serverNameOf(argument);
  if (name !== undefined) {
    const server = list.get(name);
    return server && fits(server) ? server : undefined;
  }
  const fitting = list.servers.filter(fits);
  if (fitting.length === 0) {
    void showInformation(none);
    return undefined;
  }
  return pickServer(fitting, question, always);
}

/** The name of the server in the argument of a command: a name, or a line of the tree. */
export function serverNameOf(argument: unknown): string | undefined {
  if (typeof argument === "string") return argument;
  if (typeof argument !== "object" || argument === null || !("server" in argument))
    return undefined;
  const { server } = argument;
  return typeof server === "object" && server !== null && "name" in server
    ? String(server.name)
    : undefined;
}

/** The server that a command came from, else the one that the user chooses of all. */
export function chooseAnyServer(
  list: ServerList,
  argument: unknown,
  question: string,
): Promise<Server | undefined> {
  const none = l10n.t("The settings name no server yet.");
  return chooseServer(list, argument, { fits: isServer, question, none });
}

/** The OAuth server that a command came from, else the one that the user chooses; `always` as in {@link chooseServer}. */
export function chooseOAuthServer(
  list: ServerList,
  argument: unknown,
  question: string,
  always = false,
): Promise<OAuthServer | undefined> {
  const none = l10n.t("No server in the settings uses OAuth.");
  return chooseServer(list, argument, { fits: usesOAuth, question, none, always });
}

function isServer(server: Server): server is Server {
  return server !== undefined;
}
