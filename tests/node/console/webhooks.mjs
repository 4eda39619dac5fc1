// Webhooks at the console: adding an endpoint, seeing what became of its messages, sending one again, another secret, pausing, deleting.
// The node has to take endpoints on its own machine (`webhooks.allow_loopback`).
import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { begin, look, noMistakes, pay, signIn, until } from "./support.mjs";

const got = [];
let answer = 204;
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    got.push({ headers: request.headers, body });
    response.writeHead(answer).end();
  });
}).listen(0, "127.0.0.1");
await once(receiver, "listening");
const url = `http://127.0.0.1:${receiver.address().port}/hook`;

const { browser, page, site, wrong } = await begin();
await signIn(page, site, "ann@example.com", "/webhooks");
await page.getByRole("button", { name: "Add an endpoint" }).first().click();
const dialog = page.getByRole("dialog");
await dialog.getByLabel("Address").fill(url);
await dialog.getByLabel("Events").fill("payment.captured");
await dialog.getByLabel("Description").fill("The shop");
await dialog.getByRole("button", { name: "Add an endpoint" }).click();
const secret = await takeSecret();
await page.getByRole("link", { name: url }).click();
await page.getByRole("heading", { name: "The shop", level: 1 }).waitFor();
await page.getByText("No messages yet").waitFor();

await pay("tok_approved");
const row = page.getByRole("row").filter({ hasText: "payment.captured" });
await row.filter({ hasText: "Delivered" }).waitFor();
verify(got[0], secret);
await look(page, "webhook", page.getByRole("cell").first());
console.log("delivered and signed");

const before = got.length;
await row.getByRole("button", { name: "Send again" }).click();
await dialog.getByRole("button", { name: "Send again" }).click();
await until(() => got.length > before, 20_000);
assert.equal(got.at(-1).headers["webhook-id"], got[0].headers["webhook-id"], "with the same id");
console.log("sent again");

await page.getByRole("button", { name: "Rotate the secret" }).click();
await dialog.getByRole("button", { name: "Rotate the secret" }).click();
const next = await takeSecret();
assert.notEqual(next, secret);
answer = 500;
await pay("tok_approved");
await until(() => got.length > before + 1, 20_000);
verify(got.at(-1), next);
verify(got.at(-1), secret);
await row.filter({ hasText: "500" }).first().waitFor();
console.log("signed by both secrets, and showed a failure");

await page.getByRole("button", { name: "Pause" }).click();
await dialog.getByRole("button", { name: "Pause" }).click();
await page.getByRole("main").getByText("Paused").waitFor();
await page.getByRole("button", { name: "Enable" }).click();
await dialog.getByRole("button", { name: "Enable" }).click();
await page.getByRole("main").getByText("Enabled").waitFor();
console.log("paused and enabled");

await page.getByRole("link", { name: "Webhooks" }).and(page.locator("main a")).click();
await page.getByRole("link", { name: url }).waitFor();
await look(page, "webhooks", page.getByRole("link", { name: url }));
await page.getByRole("link", { name: url }).click();
await page.getByRole("button", { name: "Delete" }).click();
await dialog.getByRole("button", { name: "Delete" }).click();
await page.getByRole("heading", { name: "Webhooks", level: 1 }).waitFor();
await page.getByRole("link", { name: url }).waitFor({ state: "detached" });
console.log("deleted");

noMistakes(wrong);
receiver.close();
receiver.closeAllConnections();
await browser.close();

// Standard Webhooks: HMAC-SHA256 over id, time and body; several signatures stand beside each other.
function verify({ headers, body }, secret) {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const mac = createHmac("sha256", key).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`).digest("base64");
  assert.ok(headers["webhook-signature"].split(" ").includes(`v1,${mac}`), headers["webhook-signature"]);
}

async function takeSecret() {
  const shown = page.locator("[data-secret]");
  await shown.waitFor();
  const text = await shown.textContent();
  await page.getByRole("button", { name: "I have kept it" }).click();
  await shown.waitFor({ state: "detached" });
  return text;
}
