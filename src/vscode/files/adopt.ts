import { l10n, workspace, type Uri } from "vscode";
import { adoptPlan, type AdoptPlan } from "../../core/configfiles/plans/adopt.ts";
import { slotsOf } from "../../core/credentials/request/slots.ts";
import { CLIENT_PART, credentialKeyOf } from "../../core/credentials/storage/store.ts";
import { newRevision } from "../../core/credentials/storage/storedBase.ts";
import { applyEdits } from "../../core/textEdits.ts";
import type { Candidate } from "../../core/gateway/trial.ts";
import { parseServers } from "../../core/servers/parse.ts";
import type { Server } from "../../core/servers/server.ts";
import { askText, showError, showInformation } from "../ask/index.ts";
import { enterSecret } from "../credentials/index.ts";
import { draftServer, environment, targetFor } from "../settings/index.ts";
import { applyAdoption } from "./adoption.ts";
import { configFileOf } from "./documentFile.ts";
import type { FileChecks } from "./fileChecks.ts";
import type { FileParts } from "./parts.ts";

/** Takes servers of other clients' files over: the entry into the settings, the secret into secret storage. */
export class Adopter {
  readonly #parts: FileParts;
  readonly #checks: FileChecks;

  constructor(parts: FileParts, checks: FileChecks) {
    this.#parts = parts;
    this.#checks = checks;
  }

  /** Takes a server over. Whatever the user cancels, nothing is changed or stored. True when it is done. */
  async adopt(file: Uri, serverName: string): Promise<boolean> {
    const { context, settings, operations, connections } = this.#parts;
    const document = await workspace.openTextDocument(file);
    const configFile = configFileOf(document);
    const plan = configFile && adoptPlan(configFile, serverName);
    if (!plan || !workspace.isTrusted) {
      void showInformation(
        plan
          ? l10n.t(
              "MCP Connect registers servers in trusted workspaces only. Trust this workspace first.",
            )
          : l10n.t(
              "“{0}” is no server that MCP Connect could take over: it needs an address to connect to.",
              serverName,
            ),
      );
      return false;
    }
    const name = await this.#freeName(plan.name);
    const server = name === undefined ? undefined : this.#parse(name, plan);
    if (name === undefined || !server) return false;
    const secrets = await this.#secrets(server, plan);
    if (!secrets) return false;

    const target = targetFor(file);
    const draft = await draftServer(context, target, name, plan.settings);
    const outcome = await applyAdoption({
      name,
      document,
      remove: (text) => applyEdits(text, plan.edits),
      draft,
      entry: plan.settings,
      target,
      hasSecret: secrets.length > 0,
      store: () => operations.keep(secrets),
    });
    if (outcome === "cancelled") return false;
    const isLeft = outcome === "entryLeft";
    void showInformation(
      summary(name, plan, { isTracked: await this.#checks.isTracked(file), isLeft }, file),
    );
    // The editor tells of a saved file a moment later.
    const added = await settings.whenNamed(name);
    if (added) await connections.connect(added);
    return true;
  }

  async #freeName(wanted: string): Promise<string | undefined> {
    const { names } = this.#parts.settings;
    const isTaken = (name: string) => names.has(name);
    if (!isTaken(wanted)) return wanted;
    let number = 2;
    while (isTaken(`${wanted}-${number}`)) number += 1;
    return askText({
      title: l10n.t("Manage “{0}” with MCP Connect", wanted),
      prompt: l10n.t(
        "The settings already have a server “{0}”. Name this one differently.",
        wanted,
      ),
      value: `${wanted}-${number}`,
      problem: (text) => (isTaken(text.trim()) ? l10n.t("This name is taken.") : undefined),
    });
  }

  #parse(name: string, { settings }: AdoptPlan): Server | undefined {
    const { servers, findings } = parseServers({ [name]: settings }, environment);
    const [server] = servers;
    if (!server) {
      const [problem] = findings;
      void showError(problem?.message ?? l10n.t("“{0}” cannot be taken over as it stands.", name));
    }
    return server;
  }

  /** The secrets from the file, and those that the user enters for what was missing there; nothing when cancelled. */
  async #secrets(server: Server, plan: AdoptPlan): Promise<Candidate[] | undefined> {
    const nowMs = this.#parts.clock.now();
    const given = [plan.secret, ...(plan.furtherSecrets ?? [])];
    const secrets: Candidate[] = [];
    for (const slot of slotsOf(server)) {
      const { auth, key } = slot;
      if (auth.type !== "token" || auth.reference !== undefined) continue;
      const { header, scheme } = auth;
      const token = given.find((one) => one?.header === header)?.value;
      const common = { revision: newRevision(), createdAtMs: nowMs };
      const candidate: Candidate | undefined = token
        ? { key, credential: { kind: "token", ...common, token, header, scheme } }
        : (await enterSecret(slot, { server, rotate: false, nowMs }))?.candidate;
      if (!candidate) return undefined;
      secrets.push(candidate);
    }
    if (plan.clientSecret && server.auth.type === "oauth" && server.auth.clientId !== undefined) {
      secrets.push({
        key: { ...credentialKeyOf(server), part: CLIENT_PART },
        credential: {
          kind: "client",
          revision: newRevision(),
          createdAtMs: nowMs,
          clientId: server.auth.clientId,
          secret: plan.clientSecret,
        },
      });
    }
    return secrets;
  }
}

/** What was done, and what is left to do where a secret stood in a file that others have. */
function summary(
  name: string,
  plan: AdoptPlan,
  { isTracked, isLeft }: { readonly isTracked: boolean; readonly isLeft: boolean },
  file: Uri,
): string {
  const hadSecret = plan.secret ?? plan.furtherSecrets ?? plan.clientSecret;
  const path = workspace.asRelativePath(file);
  return [
    hadSecret
      ? l10n.t("“{0}” is managed by MCP Connect now, and its secret is in secret storage.", name)
      : l10n.t("“{0}” is managed by MCP Connect now.", name),
    ...(isLeft ? [l10n.t("Its entry is still in {0}.", path)] : []),
    ...(hadSecret && isTracked
      ? [
          l10n.t(
            "Version control tracks {0}: replace the secret at its provider as well, because the history keeps this one.",
            path,
          ),
        ]
      : []),
  ].join(" ");
}
