import { writeFileSync } from "node:fs";

/**
 * Keeps what a benchmark measured for `npm run bench -- --json FILE`, which names a passing file in BENCH_FIGURES.
 * Does nothing where a benchmark runs without it.
 */
export function keepFigures(benchmark: string, figures: object): void {
  const file = process.env["BENCH_FIGURES"];
  if (file !== undefined) writeFileSync(file, JSON.stringify({ [benchmark]: figures }));
}

/** The value in the middle, the upper one of two; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** One figure by another; undefined where one is missing or there is nothing to divide by. */
export function ratio(value: number | undefined, to: number | undefined): number | undefined {
  return value === undefined || to === undefined || to === 0 ? undefined : value / to;
}
