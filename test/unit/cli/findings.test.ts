import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mcp-connect-findings-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return path;
}

function run(...args: string[]) {
  const script = join(root, "src/cli/findings.ts");
  const env = { ...process.env, NODE_NO_WARNINGS: "1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    encoding: "utf8",
    env,
  });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { status, findings: lines.map((line): unknown => JSON.parse(line)), stderr };
}

describe("the script findings", () => {
  it("prints one line of JSON for each finding, and exits with 1 for an error", () => {
    const file = write(
      "wrong/.cursor/mcp.json",
      '{\n  "mcpServers": {\n    "wb": { "url": "https://www.myworkboard.com/wb/mcp", "headers": { "Authorisation": "Bearer YOUR_WB_TOKEN" } }\n  }\n}\n',
    );
    expect(run(file)).toEqual({
      status: 1,
      findings: [
        {
          file,
          server: "wb",
          code: "headerName",
          severity: "error",
          line: 3,
          message:
            "The header “Authorisation” is a misspelling of “Authorization”, so the server will not see the credential in it.",
          fix: "Change to “Authorization”",
        },
        {
          file,
          server: "wb",
          code: "placeholder",
          severity: "error",
          line: 3,
          message:
            "“YOUR_WB_TOKEN” stands where the token of “wb” belongs, so the server will refuse it.",
          fix: "Set token…",
        },
      ],
      stderr: "",
    });
  });

  it("exits with 0 where there is no error", () => {
    const right = write(
      "right/.mcp.json",
      '{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp" } } }',
    );
    const warned = write(
      "warned/.mcp.json",
      '{ "mcpServers": { "a": { "type": "http", "url": "http://a.example.com/mcp", "headers": { "X-API-Key": "${A}" } } } }',
    );
    expect(run(right)).toEqual({ status: 0, findings: [], stderr: "" });
    expect(run(right, warned)).toMatchObject({
      status: 0,
      findings: [{ file: warned, code: "clearText", severity: "warning" }],
    });
  });

  it("looks at the environment only when it is told to", () => {
    const file = write(
      "env/.mcp.json",
      '{ "mcpServers": { "a": { "type": "http", "url": "https://a.example.com/mcp", "headers": { "X-API-Key": "${SURELY_NOT_SET_HERE}" } } } }',
    );
    expect(run(file).findings).toEqual([]);
    expect(run("--env", file).findings).toMatchObject([{ code: "variableUnset" }]);
  });

  it("says of our own settings what their parser says too, and nothing twice", () => {
    const file = write(
      "own/.vscode/settings.json",
      '{ "mcpConnect.servers": { "a": { "url": "ftp://a.example.com" }, "b": { "url": "https://b.example.com", "auth": { "usePKCE": false } } } }',
    );
    expect(run(file)).toMatchObject({
      status: 1,
      findings: [
        { server: "b", code: "unsafeFlow" },
        { server: "a", code: "settingsUrl", line: 1 },
      ],
    });
  });

  it("says what it cannot check", () => {
    expect(run(write("package.json", "{}"))).toEqual({
      status: 0,
      findings: [],
      stderr: "package.json: not a configuration file of a known MCP client, skipped.\n",
    });
    expect(run("missing/.mcp.json")).toEqual({
      status: 2,
      findings: [],
      stderr: "missing/.mcp.json: cannot be read. Check the path and its permissions.\n",
    });
    expect(run().status).toBe(2);
  });
});
