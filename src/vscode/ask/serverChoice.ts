import { window } from "vscode";
import type { Server } from "../../core/servers/server.ts";
import { pickServer } from "./prompts.ts";

/** The servers that a command can be for. */
export interface ServerChoicePorts {
  servers(): readonly Server[];
  get(name: string): Server | undefined;
}

/** What a command asks where it does not come with a server, and says where no server fits. */
export interface ServerQuestion<Kind extends Server> {
  readonly fits: (server: Server) => server is Kind;
  readonly question: string;
  readonly none: string;
}

/** The server of the tree line or link that a command came from, else the one that the user chooses. */
export async function chooseServer<Kind extends Server>(
  { servers, get }: ServerChoicePorts,
  argument: unknown,
  { fits, question, none }: ServerQuestion<Kind>,
): Promise<Kind | undefined> {
  const name = serverNameOf(argument);
  if (name !== undefined) {
    const server = get(name);
    return server && fits(server) ? server : undefined;
  }
  const fitting = servers().filter(fits);
  if (fitting.length === 0) {
    void window.showInformationMessage(none);
    return undefined;
  }
  return pickServer(fitting, question);
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

/** Every server fits. */
export function isServer(server: Server): server is Server {
  return server !== undefined;
}
