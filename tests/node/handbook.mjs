// Reads the handbook in Chromium as somebody new does: from the front page to a guide, by search and by keyboard, on a telephone and at a
// desk, in both colour schemes. Then reads it exported, from another server. Screenshots where BEZANT_SHOTS names a folder.
import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { folder as modules, launch, mistakes, shoot } from "./chromium.mjs";

const base = process.env.BEZANT_URL;
const folder = process.env.BEZANT_EXPORTED;
const browser = await launch();
const context = await browser.newContext();
await context.grantPermissions(["clipboard-read", "clipboard-write"]);
const page = await context.newPage();
const wrong = mistakes(page);
const outside = [];
page.on("request", (request) => {
  const { origin, protocol } = new URL(request.url());
  if (origin !== new URL(base).origin && !/127\.0\.0\.1/.test(origin) && protocol !== "data:") outside.push(request.url());
});

// From the front page to the start, and on.
await page.goto(`${base}/docs`);
assert.equal(await page.textContent("h1"), "Bezant handbook");
await shoot(page, "handbook-front", 900, false);
await page.click("main a:has-text('Five-minute start')");
await page.waitForURL(`${base}/docs/start`);
await shoot(page, "handbook-start", 900, false);
assert.equal(await page.textContent(".pages a[aria-current=page]"), "Five-minute start");
await page.click("a[rel=next]");
await page.waitForURL(`${base}/docs/sandbox`);

// The contents of a page lead to its parts, and say where one is.
await page.goto(`${base}/docs/routing`);
await page.click(".outline a:has-text('Experiments')");
assert.match(page.url(), /#experiments$/);
await page.waitForSelector(".outline a[aria-current]:has-text('Experiments')");
await shoot(page, "handbook-routing", 900, false);

// Search by keyboard alone.
await page.keyboard.press("/");
await page.keyboard.type("refund part");
await page.waitForSelector("#finds li");
assert.equal(await page.getAttribute("#find", "aria-expanded"), "true");
const first = await page.textContent("#finds li[aria-selected=true] b");
await shoot(page, "handbook-search", 900, false);
await page.keyboard.press("ArrowDown");
assert.notEqual(await page.textContent("#finds li[aria-selected=true] b"), first);
await page.keyboard.press("ArrowUp");
assert.match(first, /^Refund a payment/);
await page.keyboard.press("Enter");
await page.waitForURL(/\/docs\/guides\/refund/);
await page.keyboard.press("/");
await page.keyboard.type("xyzzy");
await page.waitForFunction(() => document.getElementById("find-note").textContent.startsWith("Nothing found"));
await page.keyboard.press("Escape");
assert.equal(await page.isVisible("#found"), false);

// A listing is copied without its prompts and outputs.
await page.goto(`${base}/docs/start`);
const console_ = page.locator(".listing[data-language=console]").first();
await console_.hover();
await console_.locator("button").click();
await page.waitForSelector(".copy:has-text('Copied')");
const copied = await page.evaluate(() => navigator.clipboard.readText());
assert.equal(copied, "bezant tenant create acme\nexport KEY=$(bezant key create --tenant acme)\n");

// The first stop of the keyboard skips to the content.
await page.goto(`${base}/docs/http`);
await page.keyboard.press("Tab");
assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
assert.equal(await page.locator("main img").count() + (await page.locator("[style]").count()), 0);

// A problem's type leads to a page of the same family.
await page.goto(`${base}/docs/errors/overdraft`);
assert.match(await page.textContent("article"), /overdraft.*Cause: .*Cure: /s);
await shoot(page, "handbook-error", 900, false);
await page.click(".back a");
await page.waitForURL(`${base}/docs/errors`);
assert.ok((await page.locator(".codes li").count()) > 300);

// Nothing is in the way of those who read otherwise: WCAG 2.2 AA as far as a program can tell.
const axe = await readFile(path.join(modules, "node_modules/axe-core/axe.min.js"), "utf8");
const options = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  // The corner of a table whose first column names the rows has no name of its own.
  rules: { "empty-table-header": { enabled: false } },
};
for (const where of ["/docs", "/docs/guides/webhooks", "/docs/gateways", "/docs/flows", "/docs/errors", "/docs/errors/overdraft", "/docs/api"]) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.goto(base + where);
    if (where === "/docs/api") await page.waitForSelector("details.operation");
    await page.evaluate(axe);
    const { violations } = await page.evaluate((options) => window.axe.run(options), options);
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)).join(" | ")}`);
    assert.deepEqual(found, [], `${where} ${colorScheme}`);
  }
}
await page.emulateMedia({ colorScheme: "light" });

// Every page fits a telephone.
await page.setViewportSize({ width: 360, height: 800 });
await page.goto(`${base}/docs`);
const pages = await page.evaluate(() => [...document.querySelectorAll(".pages a")].map((link) => link.href));
assert.ok(pages.length > 60, `${pages.length} pages`);
for (const address of pages) {
  await page.goto(address);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${address} is ${overflow} wider than a telephone`);
}
await page.setViewportSize({ width: 1280, height: 900 });

// It can be read without scripts.
const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
await plain.goto(`${base}/docs/guides/refund`);
await plain.click(".section summary:has-text('Concepts')");
await plain.click("a:has-text('Sending twice')");
await plain.waitForURL(`${base}/docs/concepts/idempotency`);
assert.equal(await plain.isVisible(".finder"), false);
await plain.context().close();

// Exported it is the same, wherever it lies.
const kinds = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };
const server = createServer(async (request, response) => {
  const name = decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/^\/somewhere\//, "");
  try {
    const file = await readFile(path.join(folder, path.normalize(name)));
    response.writeHead(200, { "content-type": kinds[path.extname(name)] ?? "text/plain" }).end(file);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const exported = `http://127.0.0.1:${server.address().port}/somewhere`;
await page.goto(`${exported}/errors/overdraft.html`);
await page.keyboard.press("/");
await page.keyboard.type("bank statement");
await page.waitForSelector("#finds li");
await page.keyboard.press("Enter");
await page.waitForURL(/\/somewhere\/guides\/bank-statement\.html/);
await page.click(".tabs a:has-text('API reference')");
await page.waitForSelector("details.operation");
await page.click("#get-api-v1-payments-id > summary");
await page.waitForSelector("#get-api-v1-payments-id .statuses");
assert.equal(await page.locator("#access:visible, .try:visible, #pay:visible").count(), 0, "nothing can be sent from exported pages");
server.close();

assert.deepEqual(wrong, []);
assert.deepEqual(outside, []);
console.log("read the handbook");
await browser.close();
