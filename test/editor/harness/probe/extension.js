// Evaluates functions that a test sends, in the extension host of its window, and answers with their results.
// Listens on 127.0.0.1 only and demands the token that the test put into the editor's environment.
"use strict";
const { timingSafeEqual } = require("node:crypto");
const { renameSync, writeFileSync } = require("node:fs");
const { createServer } = require("node:http");
const path = require("node:path");
const { text } = require("node:stream/consumers");
const { compileFunction } = require("node:vm");
const vscode = require("vscode");

exports.activate = async ({ subscriptions }) => {
  const { EDITOR_PROBE_FOLDER: folder, EDITOR_PROBE_TOKEN: token } = process.env;
  const window = vscode.workspace.getConfiguration("editorProbe").get("window");
  if (!folder || !token || !window) return;
  const server = createServer((request, response) => void answer(request, response, token));
  subscriptions.push({ dispose: () => server.close() });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  announce(path.join(folder, `${window}.json`), { port: server.address().port });
};

// Renamed into place, so that the test never reads half a file.
function announce(file, content) {
  writeFileSync(`${file}.new`, JSON.stringify(content));
  renameSync(`${file}.new`, file);
}

async function answer(request, response, token) {
  if (!sameText(request.headers.authorization ?? "", `Bearer ${token}`)) {
    response.writeHead(403).end();
    return;
  }
  response.setHeader("content-type", "application/json");
  try {
    const { source, args } = JSON.parse(await text(request));
    // The test's own code, sent by the holder of the token; evaluating it is what the probe is for.
    const run = compileFunction(`return (${source})(vscode, args);`, ["vscode", "args", "require"]);
    response.end(JSON.stringify({ value: await run(vscode, args, require) }));
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    response.end(JSON.stringify({ error: { name, message, stack } }));
  }
}

function sameText(left, right) {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
