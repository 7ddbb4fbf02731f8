import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { findOrInstallChromium } from "../../../scripts/chromium.ts";
import type { Editor } from "./editor.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Which user a window belongs to: windows of one profile share SecretStorage, as windows of one user do. */
export interface ProfileChoice {
  /** Folder of a profile that outlives its windows. Windows that name the same one share it. */
  profileDir?: string | undefined;
  /** The profile of a window that is open. */
  context?: BrowserContext | undefined;
  /** Device pixels for each pixel of the page, for pictures; 1 without it. Counts for a profile's first window. */
  scale?: number | undefined;
}

/** A page of a browser profile. */
export interface ProfilePage {
  page: Page;
  /** Closes the page, and with its last page the profile. */
  close: () => Promise<void>;
}

/** Opens an empty page in the chosen profile, or in a new and passing one. */
export async function openPage(editor: Editor, choice: ProfileChoice): Promise<ProfilePage> {
  let profiles = profilesOf.get(editor);
  if (profiles === undefined) {
    profiles = new Profiles();
    profilesOf.set(editor, profiles);
    editor.onStop(profiles.closeAll);
  }
  return profiles.openPage(choice);
}

const profilesOf = new WeakMap<Editor, Profiles>();

interface Profile {
  context: BrowserContext;
  pages: Set<Page>;
}

/** The browser profiles of one editor's windows: passing ones in one Chromium, each lasting one in its own. */
class Profiles {
  #passing: Promise<Browser> | undefined;
  readonly #open = new Map<string | BrowserContext, Promise<Profile>>();

  async openPage(choice: ProfileChoice): Promise<ProfilePage> {
    const key = choice.context ?? choice.profileDir;
    const opening =
      (key === undefined ? undefined : this.#open.get(key)) ?? this.#openProfile(choice);
    if (key !== undefined) this.#open.set(key, opening);
    const profile = await opening;
    this.#open.set(profile.context, opening);
    const page = unusedPage(profile) ?? (await profile.context.newPage());
    profile.pages.add(page);
    return {
      page,
      close: async () => {
        profile.pages.delete(page);
        await leave(page);
        if (profile.pages.size > 0) return;
        for (const [name, value] of this.#open) if (value === opening) this.#open.delete(name);
        await profile.context.close();
      },
    };
  }

  closeAll = async (): Promise<void> => {
    const open = await Promise.allSettled(new Set(this.#open.values()));
    this.#open.clear();
    await Promise.allSettled(
      open.map(async (result) => result.status === "fulfilled" && result.value.context.close()),
    );
    await (await this.#passing)?.close();
  };

  async #openProfile({ profileDir, scale = 1 }: ProfileChoice): Promise<Profile> {
    const look = {
      locale: "en-US",
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: scale,
    };
    if (profileDir === undefined) {
      this.#passing ??= launchOptions().then((launch) => chromium.launch(launch));
      return { context: await (await this.#passing).newContext(look), pages: new Set() };
    }
    const launch = await launchOptions();
    const context = await chromium.launchPersistentContext(profileDir, { ...launch, ...look });
    return { context, pages: new Set() };
  }
}

async function launchOptions(): Promise<{ executablePath: string; args: string[] }> {
  return { executablePath: await findOrInstallChromium(), args: FLAGS };
}

/** The page that a lasting profile opens by itself. */
function unusedPage({ context, pages }: Profile): Page | undefined {
  return context.pages().find((page) => page.url() === "about:blank" && !pages.has(page));
}

/** Closes a page as the user does, so that the workbench saves its state and deactivates its extensions. */
async function leave(page: Page): Promise<void> {
  if (page.isClosed()) return;
  await page.goto("about:blank").catch(() => undefined);
  await page.close();
}
