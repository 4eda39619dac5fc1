// The list of payments: finding them, views, new ones as they come, and a way through it by keyboard.
import { strict as assert } from "node:assert";
import { begin, look, noMistakes, pay, signIn } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
await pay("tok_approved", { reference: "order-1", customer: "cus_1" });
await pay("tok_insufficient_funds", { reference: "order-2", customer: "cus_2" });
const reserved = await pay("tok_approved", { reference: "order-3", capture_method: "manual", amount: 8000 });
await pay("tok_outage_once", { reference: "order-4", currency: "JPY", amount: 12000 });

await signIn(page, site, "ann@example.com", "/payments");
const row = (name) => page.getByRole("row", { name });
await row("order-4").waitFor();
assert.match(await row("order-4").innerText(), /¥12,000/);
assert.match(await row("order-2").innerText(), /insufficient_funds/);
await look(page, "payments", page.getByRole("table"));

// By words, by state, and with nothing found.
await page.getByLabel("Search").fill("order-2");
await row("order-1").waitFor({ state: "detached" });
assert.ok(page.url().includes("search=order-2"), page.url());
await page.getByLabel("Search").fill("nothing-like-it");
await page.getByText("No payment matches").waitFor();
await look(page, "payments-none", page.locator("main h1"));
await page.getByRole("button", { name: "Show all payments" }).click();
await page.getByLabel("Status").selectOption("AUTHORIZED");
await row("order-3").waitFor();
await row("order-1").waitFor({ state: "detached" });
await page.getByLabel("Currency").fill("eur");
await page.waitForURL(/currency=EUR/);

// A view is kept under a name, over a reload.
await page.getByRole("button", { name: "Save this view" }).click();
await page.getByLabel("Name").fill("Reserved euros");
await page.getByRole("button", { name: "Save", exact: true }).click();
await page.getByRole("button", { name: "Reserved euros", pressed: true }).waitFor();
await page.reload();
await page.getByRole("button", { name: "All", exact: true }).click();
await row("order-1").waitFor();
await page.getByRole("button", { name: "Reserved euros" }).click();
await row("order-1").waitFor({ state: "detached" });
console.log("found payments");

// A payment that is made meanwhile comes by itself.
await page.getByRole("button", { name: "All", exact: true }).click();
await row("order-1").waitFor();
await pay("tok_approved", { reference: "order-live" });
await row("order-live").waitFor();
console.log("saw a new payment");

// By keyboard: down to a row, and into it.
await page.getByRole("link", { name: "order-live" }).focus();
await page.keyboard.press("ArrowDown");
await page.keyboard.press("ArrowDown");
await page.waitForFunction(() => document.activeElement?.textContent === "order-3");
await page.keyboard.press("Enter");
await page.getByRole("heading", { name: "€80.00" }).waitFor();
assert.ok(page.url().endsWith(reserved.id), page.url());
console.log("opened a payment by keyboard");

noMistakes(wrong);
await browser.close();
