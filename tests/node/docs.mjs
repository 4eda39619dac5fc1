// Reads the API's reference in Chromium, pays from it, and tries an operation by its form. Takes screenshots where BEZANT_SHOTS names a
// folder.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { strict as assert } from "node:assert";
import path from "node:path";

const folder = process.env.BEZANT_TEST_NODE;
const base = process.env.BEZANT_URL;
const key = process.env.BEZANT_KEY;
const shots = process.env.BEZANT_SHOTS;
const require = createRequire(pathToFileURL(path.join(folder, "package.json")));
const { chromium } = require("playwright-core");

const late = setTimeout(() => {
  console.error("the browser takes too long");
  process.exit(1);
}, 150_000);

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
const page = await (await browser.newContext()).newPage();
const wrong = [];
const outside = [];
page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
page.on("pageerror", (error) => wrong.push(String(error)));
page.on("request", (request) => request.url().startsWith(base) || outside.push(request.url()));

async function shoot(name) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 1280]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${name} is wider than ${width}`);
      if (shots) await page.screenshot({ path: path.join(shots, `${name}-${colorScheme}-${width}.png`) });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

await page.goto(`${base}/docs`);
await page.waitForSelector("details.operation");
await shoot("docs-start");

// Without a key the answer says so, and what to do.
await page.click("#pay button");
await page.waitForSelector("#paid .status.not");
assert.match(await page.textContent("#paid"), /401.*Paste a key above first/s);

// With one, a payment goes through the sandbox.
await page.fill("#key", key);
await page.click("#pay button");
await page.waitForSelector("#paid .status.ok");
const paid = JSON.parse(await page.textContent("#paid pre"));
assert.equal(paid.status, "COMPLETED");
assert.equal(paid.reference, "first-steps");
await page.selectOption("#token", "tok_insufficient_funds");
await page.click("#pay button");
await page.waitForFunction(() => document.querySelector("#paid pre")?.textContent.includes("insufficient_funds"));
await shoot("docs-paid");

// An operation is found, read, and sent by its form.
await page.fill("#search", "read a payment");
const found = await page.locator("details.operation:not([hidden])").count();
assert.ok(found >= 1 && found < 10, `${found} operations`);
const read = "#get-api-v1-payments-id";
await page.click(`${read} > summary`);
await page.fill(`${read} input[name=id]`, paid.id);
await page.click(`${read} button[type=submit]`);
await page.waitForSelector(`${read} .status.ok`);
assert.equal(JSON.parse(await page.textContent(`${read} .answer pre`)).id, paid.id);
await page.click(`${read} .answer summary`);
assert.match(await page.textContent(`${read} .answer dl`), /bezant-version/);
await page.locator(read).scrollIntoViewIfNeeded();
await shoot("docs-operation");
await page.selectOption(`${read} select`, "application/xml");
await page.click(`${read} button[type=submit]`);
await page.waitForFunction((read) => document.querySelector(`${read} .answer pre`)?.textContent.startsWith("<"), read);
await page.click(`${read} button.quiet`);
const curl = await page.textContent(`${read} .answer pre`);
assert.ok(curl.includes("curl -X GET") && curl.includes("$KEY") && !curl.includes(key), curl);

// The example of a body is one that the node takes.
await page.goto(`${base}/docs#post-api-v1-ledger-accounts`);
await page.reload();
const open = "#post-api-v1-ledger-accounts";
await page.waitForSelector(`${open}[open] textarea`);
assert.equal(await page.inputValue("#key"), "", "the key went with the page");
await page.fill("#key", key);
await page.click(`${open} button[type=submit]`);
await page.waitForSelector(`${open} .status.ok`);
await page.locator(`${open} .fields details summary`).first().click().catch(() => {});
await shoot("docs-account");
assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, ""]);

// Refused requests are errors in the browser's console; nothing else is.
const unexpected = wrong.filter((text) => !text.includes("401 (Unauthorized)"));
assert.deepEqual(unexpected, []);
assert.deepEqual(outside, []);
console.log("paid and read from the reference");
clearTimeout(late);
await browser.close();
