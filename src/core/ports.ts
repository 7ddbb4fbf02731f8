// What several parts want from outside, declared once.

/** A clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** A lock that all windows of this machine share. */
export interface Lock {
  /** Runs `work` while nobody else holds the lock of this name. Rejects with `lockTimedOut`, or with `cancelled` when the signal aborts first. */
  withLock<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}
