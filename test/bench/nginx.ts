import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { RawConnection } from "./rawHttp.ts";
import { endOf, httpCaller, TOKEN, type Rival } from "./rivals.ts";

/** nginx with one worker that adds the header; undefined where it is not installed. */
export async function nginx(serverPort: number): Promise<Rival | undefined> {
  const binary = ["nginx", "/usr/sbin/nginx"].find(
    (candidate) => spawnSync(candidate, ["-v"]).status === 0,
  );
  if (binary === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "mcp-connect-bench-"));
  const port = await freePort();
  const configuration = join(folder, "nginx.conf");
  writeFileSync(configuration, nginxConfiguration(folder, port, serverPort));
  const child = spawn(binary, ["-p", folder, "-c", configuration], { stdio: "ignore" });
  await listening(port);
  const workers = spawnSync("pgrep", ["-P", String(child.pid)], { encoding: "utf8" }).stdout;
  return {
    name: "nginx",
    pid: Number(workers.trim()) || child.pid,
    open: () => httpCaller(port, "/mcp", ""),
    stop: () => endOf(child, folder),
  };
}

function nginxConfiguration(folder: string, port: number, serverPort: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join("\n  ");
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log /dev/null;
events { worker_connections 2048; }
http {
  access_log off;
  ${temporary}
  keepalive_requests 1000000;
  upstream server { server 127.0.0.1:${serverPort}; keepalive 256; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://server;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Authorization "Bearer ${TOKEN}";
      proxy_buffering off;
    }
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      (await RawConnection.open(port)).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`Nothing listens on port ${port}`);
}
