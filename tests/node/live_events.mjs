// A watcher made with the library ws: says who it is in each way, subscribes, takes what it gives credit for, resumes after a restart
// of the node, and is told why it is closed.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { strict as assert } from "node:assert";
import path from "node:path";

const require = createRequire(pathToFileURL(path.join(process.env.BEZANT_TEST_NODE, "package.json")));
const { WebSocket } = require("ws");
const { BEZANT_URL: base, BEZANT_KEY: key, BEZANT_AFTER: after } = process.env;

setTimeout(() => {
  console.error("this takes too long");
  process.exit(1);
}, 60_000).unref();

class Watcher {
  #messages = [];
  #waiting = [];

  constructor(headers = { authorization: `Bearer ${key}` }) {
    this.socket = new WebSocket(`${base.replace("http", "ws")}/api/v1/events/ws`, "bezant.events.v1", { headers });
    this.socket.on("message", (data, isBinary) => {
      assert.equal(isBinary, false);
      const message = JSON.parse(data);
      const waiting = this.#waiting.shift();
      if (waiting) waiting(message);
      else this.#messages.push(message);
    });
    this.opened = new Promise((done, failed) => this.socket.once("open", done).once("error", failed));
    this.closed = new Promise((done) => this.socket.once("close", (code, reason) => done([code, `${reason}`])));
  }

  next() {
    return this.#messages.shift() ?? new Promise((done) => this.#waiting.push(done));
  }

  say(message) {
    this.socket.send(JSON.stringify(message));
  }

  async subscribe(more) {
    this.say({ type: "subscribe", types: ["ledger.*"], ...more });
    assert.equal((await this.next()).type, "subscribed");
  }

  async ids(count) {
    const ids = [];
    while (ids.length < count) {
      const message = await this.next();
      assert.equal(message.type, "ledger.account_opened");
      assert.equal(message.data.object, "event");
      ids.push(message.id);
    }
    return ids;
  }
}

async function openAccount(name) {
  const answer = await fetch(`${base}/api/v1/ledger/accounts`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ path: `assets:${name}`, currency: "EUR" }),
  });
  assert.equal(answer.status, 201);
}

const watcher = new Watcher();
await watcher.opened;
assert.equal((await watcher.next()).type, "ready");

if (after) {
  // The node has been killed and started since.
  await watcher.subscribe({ after });
  const rest = await watcher.ids(3);
  await openAccount("after_restart");
  console.log(JSON.stringify([...rest, ...(await watcher.ids(1))]));
  process.exit(0);
}

await watcher.subscribe({});
const named = new Watcher({});
await named.opened;
named.say({ type: "authenticate", token: key });
assert.equal((await named.next()).type, "ready");
named.say({ type: "credit", messages: 2 });
await named.subscribe({ subscription: "few" });
for (let number = 0; number < 5; number += 1) await openAccount(`before${number}`);
const ids = await watcher.ids(5);
assert.deepEqual(await named.ids(2), ids.slice(0, 2));
named.say({ type: "ping" });
assert.equal((await named.next()).type, "pong");
named.say({ type: "credit", messages: 3 });
assert.deepEqual(await named.ids(3), ids.slice(2));

named.socket.send("nonsense");
assert.deepEqual(await named.closed, [4400, "message_invalid"]);
const stranger = new Watcher({});
await stranger.opened;
stranger.say({ type: "authenticate", token: "bzk_nobody" });
assert.equal((await stranger.closed)[0], 4401);
await assert.rejects(new Watcher({ authorization: "Bearer bzk_nobody" }).opened, /401/);
console.log(JSON.stringify(ids));
process.exit(0);
