// The payments of the console: finding them, views, one payment with its parts, and what can be done about it, by role.
import { strict as assert } from "node:assert";
import { begin, call, look, noMistakes, pay, signIn } from "./support.mjs";

const { browser, context, page, site, wrong } = await begin();
const completed = await pay("tok_approved", { reference: "order-1", customer: "cus_1", metadata: { basket: "7" } });
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

// Capturing a part; the amount is checked before it is sent.
await page.getByRole("button", { name: "Capture", exact: true }).click();
const amount = page.getByLabel("Amount in EUR");
assert.equal(await amount.inputValue(), "80.00");
await amount.fill("80.01");
assert.ok(await page.getByRole("dialog").getByRole("button", { name: /^Capture/ }).isDisabled());
await amount.fill("60");
await page.getByText("€20.00 of what is reserved is released").waitFor();
await look(page, "capture", page.getByRole("dialog"));
await page.getByRole("button", { name: "Capture €60.00" }).click();
await page.getByText("Completed", { exact: true }).first().waitFor();
assert.equal((await call("GET", `/api/v1/payments/${reserved.id}`)).amount_captured, 6000);
console.log("captured a part");

// Refunding a part, with a reason.
await page.goto(`${site}/console/payments/${completed.id}`);
await page.getByRole("button", { name: "Refund", exact: true }).click();
await page.getByLabel("Amount in EUR").fill("10");
await page.getByLabel("Reason, for the records").fill("Broken on arrival");
await page.getByRole("button", { name: "Refund €10.00" }).click();
await page.getByText("Partially refunded").waitFor();
await page.getByText("A refund of €10.00 was requested: Broken on arrival").waitFor();
const refunds = await call("GET", `/api/v1/payments/${completed.id}/refunds`);
assert.deepEqual(refunds.data.map((one) => [one.amount, one.reason]), [[1000, "Broken on arrival"]]);
console.log("refunded a part");

// Its parts, each with an address of its own.
await look(page, "payment", page.getByText("order-1"));
await page.getByRole("tab", { name: "Routing" }).click();
await page.getByText("Chosen").waitFor();
await look(page, "payment-routing", page.getByText("sandbox_b").first());
await page.getByRole("tab", { name: "Ledger" }).click();
await page.getByRole("region", { name: "liabilities:merchant_payable" }).waitFor();
const postings = await call("GET", `/api/v1/ledger/transfers?reference=${completed.id}`);
const payable = postings.data.filter((one) => one.kind !== "hold").reduce((sum, one) => {
  const side = one.credit.path === "liabilities:merchant_payable" ? 1 : one.debit.path === "liabilities:merchant_payable" ? -1 : 0;
  return sum + side * one.amount;
}, 0);
assert.equal(payable, 3990);
await page.getByRole("region", { name: "liabilities:merchant_payable" }).getByText("€39.90").waitFor();
await look(page, "payment-ledger", page.locator("section h3").first());
await page.getByRole("tab", { name: "Events" }).click();
await page.getByText("refund.succeeded", { exact: true }).click();
await page.getByText('"type": "refund.succeeded"').waitFor();
await page.goBack();
console.log("read a payment");

// A change that somebody else has made first is refused, and said.
const other = await pay("tok_approved", { reference: "order-5", capture_method: "manual" });
await page.goto(`${site}/console/payments/${other.id}`);
await page.getByRole("button", { name: "Cancel payment" }).click();
await page.route("**/api/v1/payments/*/cancel", async (route) => {
  await call("POST", `/api/v1/payments/${other.id}/capture`, {});
  await route.continue();
});
await page.getByRole("dialog").getByRole("button", { name: "Cancel payment" }).click();
await page.getByRole("dialog").getByText("version_mismatch").waitFor();
await page.keyboard.press("Escape");
await page.unroute("**/api/v1/payments/*/cancel");
console.log("was told of a change in between");

// The palette leads to an id.
await page.keyboard.press("Control+k");
await page.getByRole("combobox").fill(completed.id);
await page.getByRole("option", { name: `Open ${completed.id}` }).waitFor();
await look(page, "palette", page.getByRole("combobox"));
await page.keyboard.press("Enter");
await page.waitForURL(`**/payments/${completed.id}`);
console.log("went by the palette");

// Who may only read is offered nothing else.
const stranger = await browser.newContext();
const reading = await stranger.newPage();
await signIn(reading, site, "vic@example.com", `/payments/${completed.id}`);
await reading.getByText("Partially refunded").waitFor();
assert.equal(await reading.getByRole("button", { name: "Refund", exact: true }).count(), 0);
console.log("offered a viewer nothing to do");

// The change in between was refused with 412, which the browser writes down too.
noMistakes(wrong.filter((text) => !/status of 412/.test(text)));
await browser.close();
