// The overview: figures, lines, gateways and alerts are those of the API, and follow what happens.
import { strict as assert } from "node:assert";
import { begin, call, look, noMistakes, pay, signIn, until } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
for (const token of ["tok_approved", "tok_approved", "tok_approved", "tok_declined"]) await pay(token);
await until(async () => (await hour())?.payments.decided === 4, 10_000);

await signIn(page, site, "ann@example.com", "/overview");
const figure = (name) => page.locator("dl", { has: page.getByText(name, { exact: true }) }).locator("dd").first();
await figure("Payments, last hour").getByText("4", { exact: true }).waitFor();
const rate = (await hour()).payments.approval_rate.basis_points;
assert.equal(rate, 7500);
await figure("Approval rate").getByText("75.0%", { exact: true }).waitFor();
await page.getByText("No payment needs a person").waitFor();
await page.getByText("All 2 gateways take everything").waitFor();
await page.getByText("Live", { exact: true }).waitFor();

// The lines' numbers as a table.
await page.getByRole("figure", { name: "Payments decided by minute, over the last hour" }).getByText("Show as a table").click();
const table = page.getByRole("figure", { name: "Payments decided by minute, over the last hour" }).getByRole("table");
const approved = (await table.locator("tbody td:nth-child(2)").allInnerTexts()).map(Number);
assert.equal(approved.reduce((sum, one) => sum + one, 0), 3);

// What costs what, by currency.
const cost = page.getByRole("table", { name: "Cost by gateway, last 24 hours" });
await cost.getByText("€149.70").first().waitFor();
console.log("read the overview");

// It follows what happens.
await pay("tok_approved");
await figure("Payments, last hour").getByText("5", { exact: true }).waitFor();
console.log("saw it follow");

await look(page, "overview", page.locator("canvas").first());
noMistakes(wrong);
await browser.close();

async function hour() {
  const from = new Date(Date.now() - 59 * 60_000).toISOString();
  return (await call("GET", `/api/v1/analytics/payments?interval=total&from=${from}`)).data[0];
}
