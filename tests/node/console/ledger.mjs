// The ledger of the console: the tree of accounts, an account as of a time, a transfer as T-accounts, where money went, and whether the
// books add up. Accounts have names of their own, so that it can run on a node with others.
import { strict as assert } from "node:assert";
import { begin, call, look, noMistakes, pay, signIn } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
const mark = `t${Date.now().toString(36)}`;
const open = (path, more = {}) => call("POST", "/api/v1/ledger/accounts", { path: `${path}:${mark}`, currency: "EUR", ...more });
const move = (debit, credit, amount, more = {}) =>
  call("POST", "/api/v1/ledger/transfers", { debit: `${debit}:${mark}`, credit: `${credit}:${mark}`, amount, currency: "EUR", ...more });

const bank = await open("assets:bank");
await open("equity:owner", { allows_overdraft: true });
await open("expenses:office");
await move("assets:bank", "equity:owner", 100_000, { effective_at: "2026-01-15T10:00:00Z" });
const rent = await move("expenses:office", "assets:bank", 12_000, { effective_at: "2026-02-20T10:00:00Z", external_reference: "rent" });
const payment = await pay("tok_approved", { amount: 2_500 });

// The tree: found by a part of the path, walked through by keyboard.
await signIn(page, site, "ann@example.com", "/ledger");
const tree = page.getByRole("treegrid", { name: "Accounts" });
await tree.waitFor();
await look(page, "ledger", tree);
await page.getByLabel("Find an account").fill(mark);
await tree.getByRole("row", { name: "liabilities" }).waitFor({ state: "detached" });
assert.match(await tree.getByRole("row", { name: mark }).first().innerText(), /€880\.00/);
await page.getByLabel("Find an account").fill("");
const assets = tree.getByRole("row", { name: /^assets/ });
await assets.focus();
assert.equal(await assets.getAttribute("aria-expanded"), "true");
await page.keyboard.press("ArrowLeft");
assert.equal(await assets.getAttribute("aria-expanded"), "false");
await page.keyboard.press("ArrowRight");
await page.keyboard.press("ArrowRight");
assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-level")), "2");
console.log("walked through the tree");

// An account, now and as it counts at a time; the file has the same lines.
await page.getByLabel("Find an account").fill(mark);
await tree.getByRole("link", { name: mark }).first().click();
await page.getByRole("heading", { name: `assets:bank:${mark}` }).waitFor();
await page.getByText("Balance now").waitFor();
await page.getByRole("definition").filter({ hasText: "€880.00" }).first().waitFor();
const lines = page.getByRole("table", { name: "Statement" });
await lines.getByRole("row", { name: "€1,000.00" }).first().waitFor();
await look(page, "ledger-account", lines);
const field = page.getByLabel("As it counts at");
await field.fill("2026-02-01T00:00:00");
await field.press("Enter");
await page.getByText("Balance then").waitFor();
await page.waitForFunction(() => [...document.querySelectorAll("dd strong")].some((one) => one.textContent === "€1,000.00"));
await page.getByRole("button", { name: "Back to now" }).click();
await page.getByText("Balance now").waitFor();
const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
const file = await page.evaluate(async (place) => (await fetch(place)).text(), href);
assert.equal(file.trim().split("\n").length, 3, file);
console.log("read an account");

// By effective time the statement has the lines of a period only.
await page.getByLabel("Ordered by").selectOption("effective");
await page.getByLabel("Period").selectOption("own");
await page.getByLabel("From", { exact: true }).fill("2026-02-01T00:00:00");
await page.getByLabel("From", { exact: true }).press("Enter");
await page.getByLabel("Before", { exact: true }).fill("2026-03-01T00:00:00");
await page.getByLabel("Before", { exact: true }).press("Enter");
await page.getByText("1 row", { exact: true }).waitFor();
assert.match(await page.getByRole("definition").filter({ hasText: "€1,000.00" }).last().innerText(), /€1,000\.00/);

// A transfer and its accounts.
await lines.getByRole("link").first().click();
await page.waitForURL(`**/ledger/transfers/${rent.id}`);
await page.getByRole("region", { name: `expenses:office:${mark}` }).getByText("€120.00").first().waitFor();
await page.getByText("rent", { exact: true }).waitFor();
await page.getByText(`--transfer ${rent.id}`).waitFor();
await look(page, "ledger-transfer", page.getByText(rent.id).first());

// What a payment has posted stands together by its reference; holds are not in the sums.
const posted = await call("GET", `/api/v1/ledger/transfers?reference=${payment.id}&order=oldest`);
const hold = posted.data.find((one) => one.kind === "hold");
await page.goto(`${site}/console/ledger/transfers/${hold.id}`);
const related = page.getByRole("region", { name: "Everything with the same reference" });
await related.getByRole("region", { name: "liabilities:merchant_payable" }).getByText("€25.00").first().waitFor();
await page.getByRole("link", { name: payment.id }).waitFor();
await look(page, "ledger-reference", related);
console.log("read a transfer");

// The transfers of one account, the newest first.
await page.goto(`${site}/console/ledger?tab=transfers`);
await page.getByRole("table", { name: "Transfers" }).waitFor();
await look(page, "ledger-transfers", page.getByRole("table"));
await page.getByLabel("Account id").fill(bank.id);
await page.getByLabel("Account id").press("Enter");
await page.getByText("The newest first").waitFor();
await page.getByText("2 rows", { exact: true }).waitFor();
assert.match(await page.getByRole("table").getByRole("row").nth(1).innerText(), /€120\.00/);
console.log("listed transfers");

// Where money went, as a picture and as a table, and the same numbers as the journal's.
await page.goto(`${site}/console/ledger?tab=flow&period=hour&currency=EUR&depth=3`);
const picture = page.getByRole("img", { name: /flows between groups/ });
await picture.waitFor();
const flow = page.getByRole("row", { name: `equity:owner:${mark}` });
assert.match(await flow.innerText(), /€1,000\.00/);
assert.ok(await picture.locator("path").count() >= 3);
await look(page, "ledger-flow", picture);
console.log("saw where money went");

// The sums of all accounts.
await page.goto(`${site}/console/ledger?tab=trial-balance`);
await page.getByRole("table", { name: "Trial balance" }).waitFor();
assert.equal(await page.getByText("Not equal").count(), 0);
const trial = await call("GET", "/api/v1/ledger/trial-balance");
const euro = trial.totals.find((total) => total.currency === "EUR");
const said = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" }).format(euro.debits / 100);
assert.match(await page.getByRole("region", { name: "EUR" }).innerText(), new RegExp(said.replace(/[.$]/g, "\\$&")));
await look(page, "ledger-trial-balance", page.getByRole("table"));
await page.getByRole("tab", { name: "Proof" }).click();
await page.getByText("bezant log verify").waitFor();
await page.getByRole("table", { name: "Balance sheet by currency" }).getByText("Equal").first().waitFor();
await look(page, "ledger-proof", page.getByText("bezant log public-key"));
console.log("saw that the books add up");

noMistakes(wrong);
await browser.close();
