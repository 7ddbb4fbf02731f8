import { PROVIDERS } from "./index.ts";
import type { Preset, Provider } from "./provider.ts";

type Providers = typeof PROVIDERS;

/** A provider that `auth.preset` can name. */
export type PresetId = {
  [Id in keyof Providers]: Providers[Id] extends { readonly preset: Preset } ? Id : never;
}[keyof Providers];

/** The ids of the presets, in alphabetical order. */
export const PRESET_IDS: readonly PresetId[] = Object.keys(PROVIDERS).filter(isPresetId);

/** The provider that a preset names. */
export function providerOfPreset(id: PresetId): Provider & { readonly preset: Preset } {
  return PROVIDERS[id];
}

function isPresetId(id: string): id is PresetId {
  const providers: Readonly<Record<string, Provider>> = PROVIDERS;
  return providers[id]?.preset !== undefined;
}

/** Puts values for the names in braces; gives the names that no usable value was given for. */
export function fillIn(
  template: string,
  known: Preset["values"],
  values: Readonly<Record<string, string | undefined>>,
): { readonly url: string; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const url = template.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name]?.replace(/\/$/, "");
    if (value !== undefined && known?.[name]?.pattern.test(value)) return value;
    missing.push(name);
    return placeholder;
  });
  return { url, missing };
}
