// Runs the packed editor's server and ends with whoever started it: a test run that dies, even by SIGKILL,
// closes this process's input, and no editor outlives its test.
//   node serverMain.mjs <server-main.js> [arguments of the server]
import { pathToFileURL } from "node:url";

const [server] = process.argv.splice(2, 1);

process.stdin.on("end", () => {
  // The group has the extension hosts in it. Windows ends them with their parent.
  if (process.platform === "win32") process.exit();
  process.kill(-process.pid, "SIGKILL");
});
process.stdin.resume();

await import(pathToFileURL(server).href);
