// `npm start`: installs what is missing, then runs the demo with Node 24.
import { installPackages } from "./install.mjs";
import { spawnNode24 } from "./node24.mjs";

try {
  await installPackages();
  const child = spawnNode24("scripts/start.ts", process.argv.slice(2));
  // The terminal sends Ctrl+C to both; this process waits for the demo to clean up.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
