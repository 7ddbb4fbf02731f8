/** Reads a stored value; nothing when it has another shape. */
export type Read<T> = (value: unknown) => T | undefined;

/** A member that may be absent. One that is there and has another shape makes the whole object unreadable. */
interface Optional<T> {
  readonly optional: Read<T>;
}

/** How each member of `T` is read; the compiler refuses a shape that forgets one. */
export type Shape<T> = {
  readonly [Name in keyof T]-?: Partial<Pick<T, Name>> extends Pick<T, Name>
    ? Optional<NonNullable<T[Name]>>
    : Read<T[Name]>;
};

export function optional<T>(read: Read<T>): Optional<T> {
  return { optional: read };
}

/** Reads an object by its shape, and drops what the shape does not name. */
export function object<T extends object>(shape: Shape<T>): Read<T> {
  const members = Object.entries<Member>(shape);
  // A shape has a member for each of `T`: where all were read, they are a `T`.
  const isWhole = (read: object | undefined): read is T => read !== undefined;
  return (value) => {
    const read = isObject(value) ? readMembers(value, members) : undefined;
    return isWhole(read) ? read : undefined;
  };
}

type Member = Read<unknown> | Optional<unknown>;

/** The members that are there; nothing as soon as one cannot be read. */
function readMembers(
  value: Readonly<Record<string, unknown>>,
  members: readonly (readonly [string, Member])[],
): Record<string, unknown> | undefined {
  const result: Record<string, unknown> = {};
  for (const [name, member] of members) {
    const stored = value[name];
    if (typeof member === "object" && stored === undefined) continue;
    const read = (typeof member === "object" ? member.optional : member)(stored);
    if (read === undefined) return undefined;
    result[name] = read;
  }
  return result;
}

/** One of a few texts. */
export function oneOf<const T extends string>(...values: readonly T[]): Read<T> {
  return (value) => values.find((candidate) => candidate === value);
}

export const anyText: Read<string> = (value) => (typeof value === "string" ? value : undefined);

/** A text that is not empty. */
export const text: Read<string> = (value) => anyText(value) || undefined;

export const texts: Read<readonly string[]> = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;

/** An address that can be parsed, as it was written. */
export const address: Read<string> = (value) =>
  typeof value === "string" && URL.canParse(value) ? value : undefined;

/** A number; `1e999` in JSON is none. */
export const finite: Read<number> = (value) => (Number.isFinite(value) ? Number(value) : undefined);

/** Whether a value of JSON is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
