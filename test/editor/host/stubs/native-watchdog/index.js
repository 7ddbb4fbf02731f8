// Stands in for the editor's native watchdog: ends this process when the one that started it is gone.
"use strict";

const POLL_INTERVAL_MS = 1000;

/** @param {number} pid the process to watch */
function start(pid) {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  }, POLL_INTERVAL_MS).unref();
}

function exit(code) {
  process.exit(code);
}

module.exports = { start, exit };
