/** A place in a text: line and UTF-16 code unit in it, both counted from 0. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** Tells the line and column of offsets in a text that is not open in the editor; lines end as the editor ends them. */
export function textPositions(text: string): (offset: number) => TextPosition {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  };
}
