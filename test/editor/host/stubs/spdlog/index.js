// Stands in for the editor's native logger, which needs a compiler to install: the same calls, plain file appends.
"use strict";
const { appendFileSync, mkdirSync } = require("node:fs");
const path = require("node:path");

const LEVELS = ["trace", "debug", "info", "warn", "error", "critical"];
const LogLevel = { Trace: 0, Debug: 1, Info: 2, Warning: 3, Error: 4, Critical: 5, Off: 6 };
let globalLevel = LogLevel.Info;

class Logger {
  #file;
  #level = globalLevel;
  #prefixed = true;

  /** @param {string} file path of the log file, created with its folder on the first line */
  constructor(file) {
    this.#file = file;
  }

  #write(level, message) {
    if (level < this.#level) return;
    const prefix = this.#prefixed ? `${new Date().toISOString()} [${LEVELS[level]}] ` : "";
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      appendFileSync(this.#file, `${prefix}${message}${this.#prefixed ? "\n" : ""}`);
    } catch {
      // The folder is removed while the editor is still shutting down.
    }
  }

  trace = (message) => this.#write(LogLevel.Trace, message);
  debug = (message) => this.#write(LogLevel.Debug, message);
  info = (message) => this.#write(LogLevel.Info, message);
  warn = (message) => this.#write(LogLevel.Warning, message);
  error = (message) => this.#write(LogLevel.Error, message);
  critical = (message) => this.#write(LogLevel.Critical, message);
  getLevel = () => this.#level;
  setLevel = (level) => {
    this.#level = level;
  };
  setPattern() {}
  clearFormatters = () => {
    this.#prefixed = false;
  };
  flush() {}
  drop() {}
}

function setLevel(level) {
  globalLevel = level;
}

function setFlushOn() {}

async function createRotatingLogger(_name, file, _size, _count) {
  return new Logger(file);
}

const createAsyncRotatingLogger = createRotatingLogger;

// Names alone: the editor imports this from an ES module, and Node finds the names of a list without values only.
module.exports = {
  LogLevel,
  Logger,
  setLevel,
  setFlushOn,
  createRotatingLogger,
  createAsyncRotatingLogger,
};
