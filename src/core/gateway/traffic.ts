/** Something under way that can be ended, and knows its place among the others. */
export interface Journey {
  /** Set by the traffic that it is part of. */
  place: number;
  close(): void;
}

/**
 * What is under way to one server. A dense array and no `Set`: the table that a `Set` outgrows keeps what it held
 * and points to the next one, so that under load a collection of the young generation keeps everything.
 */
export class Traffic<Kind extends Journey> {
  readonly #journeys: Kind[] = [];
  readonly #abort = new AbortController();
  /** Aborts when the traffic ends. */
  readonly signal = this.#abort.signal;

  add(journey: Kind): void {
    journey.place = this.#journeys.length;
    this.#journeys.push(journey);
  }

  /** Takes out what has arrived; the last one moves to its place. */
  remove(journey: Kind): void {
    const last = this.#journeys.pop();
    if (last === undefined || last === journey) return;
    last.place = journey.place;
    this.#journeys[journey.place] = last;
  }

  end(): void {
    this.#abort.abort();
    for (let at = this.#journeys.length - 1; at >= 0; at--) this.#journeys[at]?.close();
  }
}
