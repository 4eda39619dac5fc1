// API keys at the console: making one whose secret is shown once, using it, finding its requests, rotating and revoking it.
import { strict as assert } from "node:assert";
import { begin, look, noMistakes, signIn, until } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
const name = `shop ${Date.now()}`;

await signIn(page, site, "ann@example.com", "/api-keys");
await page.getByRole("button", { name: "Make a key" }).click();
const dialog = page.getByRole("dialog");
await dialog.getByLabel("Name").fill(name);
await dialog.getByLabel("What it may do").selectOption("chosen");
await dialog.getByRole("checkbox", { name: "payments.read", exact: true }).check();
await dialog.getByLabel("Expires").selectOption("30");
await dialog.getByRole("button", { name: "Make a key" }).click();

const first = await takeSecret();
assert.match(first, /^bzk_/);
const kept = await page.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage }));
assert.ok(!kept.includes(first), "the secret is nowhere once the dialog is closed");
assert.equal(await ask(first, "/api/v1/payments"), 200);
assert.equal(await ask(first, "/api/v1/ledger/accounts"), 403, "it may do what was chosen, and no more");
console.log("made a key");

await look(page, "api-keys", page.getByRole("link", { name }));
await page.getByRole("link", { name }).click();
await page.getByRole("heading", { name, level: 1 }).waitFor();
const address = page.url();
await look(page, "api-key", page.getByRole("heading", { name, level: 1 }));

await page.getByRole("button", { name: "Rotate the secret" }).click();
await dialog.getByLabel("The secret before goes on working for").selectOption("0");
await dialog.getByRole("button", { name: "Rotate the secret" }).click();
const second = await takeSecret();
assert.equal(await ask(second, "/api/v1/payments"), 200);
assert.equal(await ask(first, "/api/v1/payments"), 401, "the secret before is worth nothing any more");
console.log("rotated it");

// Looking for what it did: the search follows the trail by some seconds.
await page.getByRole("link", { name: "Requests" }).and(page.locator("main a")).click();
await page.getByRole("heading", { name: "Requests", level: 1 }).waitFor();
await until(async () => (await page.getByLabel("By key").locator("option:checked").textContent()) === name);
const denied = page.getByRole("row").filter({ hasText: "/api/v1/ledger/accounts" }).filter({ hasText: "permission_missing" });
await until(async () => {
  await page.getByRole("button", { name: "Search", exact: true }).click();
  return (await denied.count()) === 1;
});
await look(page, "requests", page.getByText("/api/v1/payments").first());
console.log("found its requests");

await page.goto(address);
await page.getByRole("heading", { name, level: 1 }).waitFor();
await page.getByRole("button", { name: "Revoke" }).click();
await dialog.getByRole("button", { name: "Revoke" }).click();
await page.getByRole("main").getByText("Revoked").first().waitFor();
assert.equal(await ask(second, "/api/v1/payments"), 401);
console.log("revoked it");

noMistakes(wrong);
await browser.close();

async function takeSecret() {
  const secret = page.locator("[data-secret]");
  await secret.waitFor();
  const text = await secret.textContent();
  await page.getByRole("button", { name: "I have kept it" }).click();
  await secret.waitFor({ state: "detached" });
  return text;
}

async function ask(secret, place) {
  return (await fetch(process.env.BEZANT_URL + place, { headers: { authorization: `Bearer ${secret}` } })).status;
}
