// Preloaded into a third-party server that would listen on every interface of the machine, on a port known
// beforehand: it listens on loopback and a free port instead, tells the port, and ends with its parent.
import { Server } from "node:net";

const listen = Reflect.get(Server.prototype, "listen");
Server.prototype.listen = function listenOnLoopback(port, ...rest) {
  this.once("listening", () => process.send?.(this.address().port));
  return Reflect.apply(listen, this, [Number(port), "127.0.0.1", ...rest]);
};

process.on("disconnect", () => process.exit());
