// A process of its own that is one window of the editor: `windowProcess.ts <folder> <URL of the server>`.
// Each line that comes in is a number of calls to make at a time; each is answered by a line of outcomes in JSON.
import { join } from "node:path";
import { createInterface } from "node:readline";
import { FileSecrets } from "./fileSecretStore.ts";
import { openWindow, serverAt } from "./window.ts";

const [folder = "", url = ""] = process.argv.slice(2);
const secrets = new FileSecrets(join(folder, "secrets"));
const window = await openWindow(serverAt(url), secrets, folder);

for await (const line of createInterface({ input: process.stdin })) {
  const outcomes = await Promise.all(Array.from({ length: Number(line) }, () => window.call()));
  process.stdout.write(`${JSON.stringify({ outcomes, needs: window.needs })}\n`);
}
await window.close();
secrets.dispose();
