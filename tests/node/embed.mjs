// A shop's page with the snippet of a payment link: under a strict policy of its own, it opens the checkout in a frame, takes a card with a
// challenge, and hears that it is paid. Another site can't frame the page. Looked at with axe; screenshots where BEZANT_SHOTS names a folder.
import { strict as assert } from "node:assert";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { folder, launch, mistakes } from "./chromium.mjs";

const { BEZANT_URL: node, BEZANT_KEY: key, BEZANT_SHOTS: shots } = process.env;
const axe = readFileSync(createRequire(pathToFileURL(path.join(folder, "package.json"))).resolve("axe-core/axe.min.js"), "utf8");

let snippet = "";
let site = "";
const shop = createServer((request, response) => {
  const policy = `default-src 'none'; script-src 'self' ${site}; frame-src ${site}`;
  if (request.url === "/heard.js") {
    response.writeHead(200, { "content-type": "text/javascript" });
    response.end('addEventListener("bezant:paid", ({ detail }) => { document.title = `${detail.status} ${detail.payment}`; });');
  } else if (request.url === "/") {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
    response.end(`<!doctype html><html lang="en"><title>A shop</title><main><h1>A shop</h1><script src="/heard.js"></script>${snippet}</main>`);
  } else response.writeHead(404).end();
}).listen(0, "127.0.0.1");
await once(shop, "listening");
const { port } = shop.address();
const [origin, stranger] = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];

const made = await fetch(`${node}/api/v1/payments/links`, {
  method: "POST",
  headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
  body: JSON.stringify({ amount: 4990, currency: "EUR", description: "A table", embed_origin: origin }),
});
const link = await made.json();
assert.equal(made.status, 201, JSON.stringify(link));
snippet = link.snippet;
site = new URL(link.url).origin;

const browser = await launch();
const page = await browser.newPage();
const wrong = mistakes(page);
await page.goto(`${stranger}/`);
await page.getByRole("button", { name: "Pay" }).click();
const framed = page.frameLocator("iframe");
assert.equal(await framed.getByLabel("Card number").count(), 0, "a site that the link does not name sees nothing");
// The browser says what its policy has refused; nothing else may be wrong here.
await until(() => wrong.some((text) => /frame-ancestors/.test(text)));
wrong.length = 0;
console.log("refused to a stranger");

await page.goto(`${origin}/`);
await page.getByRole("button", { name: "Pay" }).click();
const number = framed.getByLabel("Card number");
await number.fill("4000 0025 0000 3155");
await framed.getByLabel(/Expir/).fill("12/34");
await framed.getByLabel(/code/i).fill("123");
if (shots) await page.screenshot({ path: path.join(shots, "checkout-embedded.png") });
await framed.getByRole("button", { name: /^Pay/ }).click();
await framed.getByRole("button", { name: /Yes|it is me/i }).click();
await framed.getByText("Paid. Thank you.").waitFor();
await until(async () => /^COMPLETED pay_/.test(await page.title()));
await page.getByRole("button", { name: "Close" }).click();
console.log("paid in a frame, and the shop heard of it");

for (const scheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    const other = await (await fetch(`${node}/api/v1/payments/links`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ amount: 4990, currency: "EUR", description: "A table" }),
    })).json();
    await page.goto(other.url);
    await accessible(`checkout, ${scheme}, ${width}`);
    if (shots) await page.screenshot({ path: path.join(shots, `checkout-${scheme}-${width}.png`), fullPage: true });
  }
}
console.log("open to everybody");

assert.deepEqual(wrong, [], "nothing fails and nothing is refused by a policy");
shop.close();
shop.closeAllConnections();
await browser.close();

async function accessible(name) {
  const debug = await page.context().newCDPSession(page);
  // By the debugger, since the page's policy forbids scripts of others.
  await debug.send("Runtime.evaluate", { expression: axe });
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${id}: ${nodes[0].target}`);
  });
  assert.deepEqual(found, [], name);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${name} is too wide`);
}

async function until(isSo) {
  const end = Date.now() + 20_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, "it never came");
    await page.waitForTimeout(20);
  }
}
