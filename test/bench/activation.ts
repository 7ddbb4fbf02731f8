// `npm run bench -- activation [--quick]`: how long the editor takes to load and activate this extension, as its own table of
// startup times tells, beside the editor's github-authentication in the same windows. Wants a minified build.
import { setTimeout as pause } from "node:timers/promises";
import { openEditorHarness } from "../editor/harness/editorHarness.ts";
import { keepFigures, median } from "./figures.ts";
import { EXTENSION_ID } from "../../src/manifest.ts";

const STARTS = process.argv.includes("--quick") ? 2 : 7;
/** The editor has much to do when a window opens; an extension that loads then waits for others most of the time. */
const CALM_MS = 5_000;
const RIVAL = "vscode.github-authentication";

/** Milliseconds that the extension host took for an extension. */
interface ActivationTimes {
  /** From reading the first file to the end of its first line. */
  readonly load: number;
  /** Until `activate` returned. */
  readonly activate: number;
}

const ours: ActivationTimes[] = [];
const rivals: ActivationTimes[] = [];
for (let start = 0; start < STARTS; start += 1) {
  const harness = await openEditorHarness({
    files: {
      ".vscode/settings.json": {
        // Else the editor asks for the servers, and so loads the extension, while the window still opens.
        "chat.mcp.access": "none",
        "mcpConnect.servers": {
          notes: { url: "https://mcp.example/mcp", auth: { type: "token" } },
        },
      },
    },
  });
  try {
    await pause(CALM_MS);
    const table = await harness.window.evaluate(readTable, [EXTENSION_ID, RIVAL]);
    ours.push(timesOf(table, EXTENSION_ID));
    rivals.push(timesOf(table, RIVAL));
  } finally {
    await harness.close();
  }
}
const sum = ({ load, activate }: ActivationTimes) => load + activate;
for (const [name, times] of [
  [EXTENSION_ID, ours],
  [RIVAL, rivals],
] as const) {
  const [load, activate] = [times.map((one) => one.load), times.map((one) => one.activate)];
  console.log(
    `${name.padEnd(28)} load ${median(load)} ms, activate ${median(activate)} ms, together ${median(times.map(sum))} ms (${times.map(sum).join(", ")})`,
  );
}
const ratio = median(ours.map(sum)) / median(rivals.map(sum));
console.log(`Ratio to ${RIVAL}: ${ratio.toFixed(2)} (targets: 6 ms together, ratio 0.1).`);
keepFigures("activation", { ours, rivals, ratio });

/** Runs in the extension host: activates the extensions one after the other, and gives the text of “Developer: Startup Performance”. */
async function readTable(vscode: typeof import("vscode"), ids: string[]): Promise<string> {
  for (const id of ids) await vscode.extensions.getExtension(id)?.activate();
  for (let attempt = 0; attempt < 40; attempt += 1) {
    await vscode.commands.executeCommand("perfview.show");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const text = vscode.window.activeTextEditor?.document.getText() ?? "";
    if (ids.every((id) => text.includes(id))) return text;
  }
  throw new Error(
    `The editor's table of startup times does not list the extensions:\n${vscode.window.activeTextEditor?.document.getText() ?? ""}`,
  );
}

function timesOf(table: string, id: string): ActivationTimes {
  const row = table.split("\n").find((line) => line.includes(id)) ?? "";
  const [load = Number.NaN, activate = Number.NaN] = row
    .split("|")
    .map((cell) => cell.trim())
    .filter((cell) => /^\d+$/.test(cell))
    .map(Number);
  return { load, activate };
}
