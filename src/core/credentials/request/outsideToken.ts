import { open, stat } from "node:fs/promises";
import { t } from "@vscode/l10n";
import { secretOfReference, type Environment } from "../../environment.ts";
import { Failure } from "../../failure.ts";
import { Secret } from "../../secret.ts";
import type { OutsideToken } from "../../kinds/outsideToken.ts";
import type { Server } from "../../servers/server.ts";
import { looksLikeJwt } from "../jwt/looksLikeJwt.ts";

/** Tokens are a few KiB; what is not shorter than this is no token. */
const MAX_TOKEN_BYTES = 64 * 1024;

/** Where a token comes from, as it may be shown: the reference, or the path of the file without what variables put into it. */
export function sourceOf(token: OutsideToken): string {
  return "file" in token ? (token.writtenFile ?? token.file) : token.reference;
}

/**
 * Reads a token that something else issues and replaces, as it is at the moment. Only a JSON Web Token is given (RFC 7523,
 * section 3; OpenID Connect Core, section 2): settings that name another file or variable cannot have it sent anywhere.
 * Rejects with `variableUnset` or `outsideTokenUnreadable`, never with anything of what was read.
 */
export async function readOutsideToken(
  { name }: Pick<Server, "name">,
  from: OutsideToken,
  environment: Environment,
): Promise<Secret> {
  const text =
    "file" in from
      ? await textOf(name, from.file, sourceOf(from))
      : secretOfReference(name, from.reference, environment).reveal();
  const token = text.trim();
  if (looksLikeJwt(token)) return new Secret(token);
  throw unreadable(
    t(
      "“{0}” was not asked: what {1} holds is not a JSON Web Token. Correct its settings, or what writes the token there.",
      name,
      sourceOf(from),
    ),
  );
}

async function textOf(server: string, file: string, shown: string): Promise<string> {
  try {
    // Reading from a pipe or a device may never end.
    const text = (await stat(file)).isFile() ? await shortTextOf(file) : undefined;
    if (text !== undefined) return text;
  } catch (cause) {
    throw unreadable(
      t(
        "“{0}” was not asked: the file {1} cannot be read. Check its path in the settings, and its permissions.",
        server,
        shown,
      ),
      cause,
    );
  }
  throw unreadable(
    t(
      "“{0}” was not asked: {1} is not a file with a token. Check its path in the settings.",
      server,
      shown,
    ),
  );
}

/** What a file holds; nothing where that is too long. Not by the file's size: files of the system tell none, and have no end. */
async function shortTextOf(file: string): Promise<string | undefined> {
  const bytes = Buffer.alloc(MAX_TOKEN_BYTES);
  const handle = await open(file);
  try {
    for (let length = 0; length < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, length);
      if (bytesRead === 0) return bytes.toString("utf8", 0, length);
      length += bytesRead;
    }
    return undefined;
  } finally {
    await handle.close();
  }
}

function unreadable(message: string, cause?: unknown): Failure {
  return new Failure("outsideTokenUnreadable", message, {}, { cause });
}
