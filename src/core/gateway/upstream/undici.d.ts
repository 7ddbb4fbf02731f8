// The parts of undici that the gateway uses, by path: the package's main file loads three times as much
// and replaces the process-wide dispatcher of the extension host.
declare module "undici/lib/dispatcher/agent.js" {
  import { Agent } from "undici";
  export default Agent;
}

declare module "undici/lib/dispatcher/pool.js" {
  import { Pool } from "undici";
  export default Pool;
}

declare module "undici/lib/dispatcher/proxy-agent.js" {
  import { ProxyAgent } from "undici";
  export default ProxyAgent;
}

declare module "undici/lib/api/api-connect.js" {
  import { Dispatcher } from "undici";
  const connect: Dispatcher["connect"];
  export default connect;
}
