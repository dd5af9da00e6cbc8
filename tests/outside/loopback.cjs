// Keeps what it is loaded into on this machine's loopback, whatever address it asks for.
"use strict";
const net = require("node:net");
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (first, ...rest) {
  if (typeof first === "number" || (typeof first === "string" && /^\d+$/.test(first))) {
    if (typeof rest[0] === "string") rest.shift();
    return listen.call(this, Number(first), "127.0.0.1", ...rest);
  }
  if (first && typeof first === "object" && "port" in first) {
    return listen.call(this, { ...first, host: "127.0.0.1" }, ...rest);
  }
  throw new Error("only ports of this machine");
};
