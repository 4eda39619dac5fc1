// Serves the built console before a node, as the node does itself: below /console/ with the address of every page leading to index.html,
// under the same policy; all else is the node's. Goes away where the node serves it.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import path from "node:path";

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };

// The address of a server with the console of this folder before the node.
export function serve(dist, node) {
  if (!existsSync(path.join(dist, "index.html"))) throw new Error(`${dist} has no console: run npm ci and npm run build in web/console`);
  const { hostname, port } = new URL(node);
  const server = createServer((asked, answer) => {
    const place = new URL(asked.url, node).pathname;
    if (place.startsWith("/console")) return file(dist, place, answer);
    const headers = { ...asked.headers, host: `localhost:${port}` };
    const onward = request({ hostname, port, path: asked.url, method: asked.method, headers }, (got) => {
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  server.on("upgrade", (asked, socket, head) => {
    const onward = connect(port, hostname, () => {
      const headers = { ...asked.headers, host: `localhost:${port}`, origin: `http://localhost:${port}` };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      onward.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => {
    server.unref();
    done(`http://localhost:${server.address().port}`);
  }));
}

function file(dist, place, answer) {
  const asked = path.join(dist, path.normalize(place.slice("/console".length)));
  const isFile = asked.startsWith(dist) && existsSync(asked) && statSync(asked).isFile();
  const name = isFile ? asked : path.join(dist, "index.html");
  answer.writeHead(200, { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream", "content-security-policy": POLICY });
  createReadStream(name).pipe(answer);
}
