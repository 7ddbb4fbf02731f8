/** An exchange under way that can be ended, and knows its place among the others. */
export interface OpenExchange {
  /** Set by the {@link OpenExchanges} that it is part of. */
  place: number;
  close(): void;
}

/**
 * The exchanges with one server that are under way. A dense array and no `Set`: the table that a `Set` outgrows keeps what it held
 * and points to the next one, so that under load a collection of the young generation keeps everything.
 */
export class OpenExchanges<Kind extends OpenExchange> {
  readonly #exchanges: Kind[] = [];
  readonly #abort = new AbortController();
  /** Aborts when they are all ended. */
  readonly signal = this.#abort.signal;

  add(exchange: Kind): void {
    exchange.place = this.#exchanges.length;
    this.#exchanges.push(exchange);
  }

  /** Takes out an exchange that has ended; the last one moves to its place. */
  remove(exchange: Kind): void {
    const last = this.#exchanges.pop();
    if (last === undefined || last === exchange) return;
    last.place = exchange.place;
    this.#exchanges[exchange.place] = last;
  }

  end(): void {
    this.#abort.abort();
    for (let at = this.#exchanges.length - 1; at >= 0; at--) this.#exchanges[at]?.close();
  }
}
