/** What an environment variable of a server can hold. */
export type VariableContent = "TOKEN" | "API_KEY" | "PASSWORD" | "CLIENT_SECRET";

/** A name for an environment variable of a server: `my-server` and `TOKEN` give `MY_SERVER_TOKEN`. */
export function variableName(server: string, content: VariableContent): string {
  const base = constantCase(server);
  const short =
    base.endsWith("_API") && content === "API_KEY" ? base.slice(0, -"_API".length) : base;
  return short === "" || /^\d/.test(short)
    ? ["MCP", short, content].filter((part) => part !== "").join("_")
    : `${short}_${content}`;
}

/** A text as environment variables are written: capitals, digits and single underscores. */
export function constantCase(text: string): string {
  return text
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
}
