// Reads the API's reference in Chromium, pays from it, and tries an operation by its form. Takes screenshots where BEZANT_SHOTS names a
// folder.
import { strict as assert } from "node:assert";
import { launch, mistakes, shoot as shootPage } from "./chromium.mjs";

const base = process.env.BEZANT_URL;
const key = process.env.BEZANT_KEY;

const browser = await launch();
const page = await (await browser.newContext()).newPage();
const wrong = mistakes(page);
const outside = [];
page.on("request", (request) => request.url().startsWith(base) || outside.push(request.url()));

const shoot = (name) => shootPage(page, name, 900, false);

await page.goto(`${base}/docs/api`);
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
// The address that it had before leads there too.
await page.goto(`${base}/docs#post-api-v1-ledger-accounts`);
await page.waitForURL(`${base}/docs/api#post-api-v1-ledger-accounts`);
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
await browser.close();
