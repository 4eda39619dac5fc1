// A shop's page with the snippet of a payment link: under a strict policy of its own, it opens the checkout in a frame, takes a card with a
// challenge, and hears that it is paid. Another site can't frame the page. Looked at with axe; screenshots where BEZANT_SHOTS names a folder.
import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { launch, mistakes, shoot, until } from "./chromium.mjs";
import { accessible, call } from "./console/support.mjs";

const shots = process.env.BEZANT_SHOTS;
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

const wish = { amount: 4990, currency: "EUR", description: "A table" };
const link = await call("POST", "/api/v1/payments/links", { ...wish, embed_origin: origin });
snippet = link.snippet;
site = new URL(link.url).origin;

const browser = await launch();
const strange = await browser.newPage();
const refused = mistakes(strange);
await strange.goto(`${stranger}/`);
await strange.getByRole("button", { name: "Pay" }).click();
// The browser says what the page's policy has refused.
await until(() => refused.some((text) => /frame-ancestors/.test(text)));
assert.equal(await strange.frameLocator("iframe").getByLabel("Card number").count(), 0, "a site that the link does not name sees nothing");
await strange.close();
console.log("refused to a stranger");

const page = await browser.newPage();
const wrong = mistakes(page);
const framed = page.frameLocator("iframe");
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

const other = await call("POST", "/api/v1/payments/links", wish);
await page.goto(other.url);
await shoot(page, "checkout", 800, true);
for (const colorScheme of ["light", "dark"]) {
  await page.emulateMedia({ colorScheme });
  await accessible(page, `checkout, ${colorScheme}`);
}
console.log("open to everybody");

assert.deepEqual(wrong, [], "nothing fails and nothing is refused by a policy");
shop.close();
shop.closeAllConnections();
await browser.close();
