/** Something that can be ended once. */
export interface Disposable {
  dispose(): void;
}

/** A list of listeners. A listener that throws does not keep the others from hearing. */
export class Emitter<Value> {
  readonly #listeners = new Set<(value: Value) => void>();

  /** Calls `listener` for each value fired from now on, until the result is disposed. */
  readonly event = (listener: (value: Value) => void): Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };

  fire(value: Value): void {
    for (const listener of Array.from(this.#listeners)) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
