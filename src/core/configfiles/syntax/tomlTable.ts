import type { ConfigNode, Member, ObjectNode, StringNode } from "./node.ts";

/** A table while it is being read: TOML may come back to it under several headers. */
export interface Table {
  readonly start: number;
  end: number;
  readonly parent: Table | undefined;
  readonly entries: Entry[];
}

interface Entry {
  readonly key: StringNode;
  /** A table that is still open, the open tables of an array, or a finished value. */
  readonly value: Table | Table[] | ConfigNode | undefined;
  /** Where the entry begins: at its header or its first key. */
  readonly start: number;
}

export function newTable(start: number, parent?: Table): Table {
  return { start, end: start, parent, entries: [] };
}

/** The table under these keys, made where it is missing. `start` is where its header or first key begins. */
export function tableAt(
  from: Table,
  keys: readonly StringNode[],
  start: number,
  newElement: boolean,
): Table {
  let table = from;
  for (const [index, key] of keys.entries()) {
    const isLast = index === keys.length - 1;
    table = step(table, key, start, isLast && newElement);
  }
  return table;
}

function step(table: Table, key: StringNode, start: number, newElement: boolean): Table {
  const found = table.entries.findLast((entry) => entry.key.value === key.value)?.value;
  if (Array.isArray(found)) {
    const last = found.at(-1);
    if (!newElement && last !== undefined) return last;
    const added = newTable(start, table);
    found.push(added);
    return added;
  }
  if (found !== undefined && "entries" in found && !newElement) return found;
  const made = newTable(start, table);
  table.entries.push({ key, value: newElement ? [made] : made, start });
  return made;
}

/** Turns a table that was read into a node. Its members come in the order in which they first appear. */
export function freeze(table: Table): ObjectNode {
  const members = table.entries.map(({ key, value, start }): Member => {
    const node = nodeOf(value);
    const end = node === undefined ? key.offset + key.length : node.offset + node.length;
    return {
      key,
      value: node,
      offset: start,
      length: Math.max(end, key.offset + key.length) - start,
    };
  });
  return { type: "object", members, offset: table.start, length: table.end - table.start };
}

function nodeOf(value: Entry["value"]): ConfigNode | undefined {
  if (Array.isArray(value)) {
    const items = value.map(freeze);
    const start = items[0]?.offset ?? 0;
    const last = items.at(-1);
    return {
      type: "array",
      items,
      offset: start,
      length: (last ? last.offset + last.length : start) - start,
    };
  }
  return value !== undefined && "entries" in value ? freeze(value) : value;
}
