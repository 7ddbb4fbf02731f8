import type { DemoServers } from "../test/peers/demo.ts";

/** The files of the demo workspace, by their path in it. */
export function demoFiles(demo: DemoServers): Record<string, string> {
  return {
    ".vscode/settings.json": `${JSON.stringify({ "mcpConnect.servers": demo.settings }, undefined, 2)}\n`,
    ".cursor/mcp.json": `${JSON.stringify(
      {
        mcpServers: {
          workboard: {
            url: "https://www.myworkboard.com/wb/mcp",
            headers: { Authorisation: "Bearer YOUR_WB_TOKEN" },
          },
        },
      },
      undefined,
      2,
    )}\n`,
    "README.md": readme(demo),
  };
}

function readme(demo: DemoServers): string {
  return `# MCP Connect demo

Everything runs on this machine: an authorization server that takes any name, and three MCP servers.
\`.vscode/settings.json\` names the servers. It holds no secret.

1. Open **MCP Connect** in the activity bar (the plug). It lists \`everything\`, \`notes\` and \`open\`.
2. Point at **everything** and choose **Sign in…**. The browser opens; type any name. Back here the server starts by itself.
3. Point at **notes** and choose **Set credential…**. Copy a token from ${demo.urls.tokenPage} and paste it.
4. On that page choose **Regenerate**: the old token is revoked at once. Choose **Check connection** on **notes** and see what it says, then **Rotate token…**.
5. Open \`.cursor/mcp.json\`, put the cursor on the underlined header name and press \`Ctrl+.\`.
6. Reload the window: you are still signed in. The **Accounts** menu (bottom left) shows it, and signs you out.
`;
}
