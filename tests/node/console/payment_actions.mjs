// What else can be done with a payment: confirming, trying again, proving anew who one is, saying that trouble is settled; and where its
// webhook messages went.
import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer } from "node:http";
import { begin, call, look, noMistakes, pay, signIn } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
const dialog = page.getByRole("dialog");
const main = page.getByRole("main");
const status = (text) => main.getByText(text, { exact: true }).first();

const receiver = createServer((request, response) => request.resume().on("end", () => response.writeHead(204).end())).listen(0, "127.0.0.1");
await once(receiver, "listening");
const url = `http://127.0.0.1:${receiver.address().port}/hook`;
const endpoint = await call("POST", "/api/v1/webhook-endpoints", { url, events: ["payment.captured", "refund.*"] });

const waiting = await pay("tok_approved", { confirm: false, reference: "order-1" });
await signIn(page, site, "ann@example.com", `/payments/${waiting.id}`);
await page.getByRole("button", { name: "Confirm", exact: true }).click();
await dialog.getByText("A gateway is asked for €49.90.").waitFor();
await dialog.getByRole("button", { name: "Confirm", exact: true }).click();
await status("Completed").waitFor();
assert.equal((await call("GET", `/api/v1/payments/${waiting.id}`)).status, "COMPLETED");
console.log("confirmed");

const declined = await pay("tok_declined");
await page.goto(`${site}/console/payments/${declined.id}`);
await status("Failed").waitFor();
await page.getByRole("button", { name: "Retry", exact: true }).click();
await dialog.getByRole("button", { name: "Retry", exact: true }).click();
await main.getByRole("button", { name: "Retry", exact: true }).waitFor();
await dialog.waitFor({ state: "detached" });
const tried = await call("GET", `/api/v1/payments/${declined.id}`);
assert.ok(tried.version > declined.version && tried.attempts.length > declined.attempts.length, JSON.stringify(tried));
console.log("tried again");

// That a proof has become old is said once in the node's name; a test does not wait five minutes for it. All else is the node's own.
let made = 0;
await page.route("**/api/v1/payments/*/refunds", (route) => {
  if (route.request().method() !== "POST" || made > 0) return route.continue();
  made += 1;
  const problem = { type: "/problems/step_up_required", title: "Prove who you are", status: 403, code: "step_up_required", detail: "prove once more who you are" };
  return route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) });
});
await page.goto(`${site}/console/payments/${waiting.id}`);
await page.getByRole("button", { name: "Refund", exact: true }).click();
await dialog.getByLabel("Amount in EUR").fill("10");
await dialog.getByRole("button", { name: "Refund €10.00" }).click();
const proof = page.getByRole("dialog", { name: "Confirm that it is you" });
await proof.getByLabel("Password").fill("not the password at all");
await proof.getByRole("button", { name: "Confirm", exact: true }).click();
await proof.getByRole("alert").waitFor();
await look(page, "step-up", proof);
await proof.getByLabel("Password").fill(process.env.BEZANT_PASSWORD);
await proof.getByRole("button", { name: "Confirm", exact: true }).click();
await status("Partially refunded").waitFor();
assert.equal((await call("GET", `/api/v1/payments/${waiting.id}/refunds`)).data.length, 1, "it went on by itself, once");
await page.unroute("**/api/v1/payments/*/refunds");
console.log("proved again, and the refund went on");

await page.getByRole("tab", { name: "Webhooks" }).click();
const rows = page.getByRole("table", { name: "Webhooks" }).getByRole("row");
for (const event of ["payment.captured", "refund.requested", "refund.succeeded"]) {
  await rows.filter({ hasText: event }).filter({ hasText: url }).filter({ hasText: "Delivered" }).waitFor();
}
const sent = await call("GET", `/api/v1/payments/${waiting.id}/webhook-deliveries`);
assert.ok(sent.data.length >= 3 && sent.data.every((one) => one.endpoint === endpoint.id && one.payment === waiting.id), JSON.stringify(sent));
const others = await call("GET", `/api/v1/payments/${declined.id}/webhook-deliveries`);
assert.deepEqual(others.data, [], "nothing that the endpoint wants has happened to the other one");
await look(page, "payment-webhooks", rows.first());
await rows.nth(1).getByRole("link").click();
await page.waitForURL(`**/webhooks/${endpoint.id}`);
console.log("saw where webhooks went");

// The sandbox undoes nothing after its end, so that the page is told that it had. The node knows better, and says so.
await page.route(`**/api/v1/payments/${waiting.id}`, async (route) => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, json: { ...(await answer.json()), needs_attention: true, attention_reason: "undone_by_gateway" } });
});
await page.goto(`${site}/console/payments/${waiting.id}`);
const trouble = page.getByRole("alert").filter({ hasText: "This payment needs a person" });
await look(page, "attention", trouble);
await trouble.getByRole("button", { name: "Settled" }).click();
assert.ok(await dialog.getByRole("button", { name: "Settled" }).isDisabled(), "a reason is needed");
await dialog.getByLabel("Reason, for the records").fill("Posted by hand");
const [asked] = await Promise.all([
  page.waitForRequest((request) => request.url().endsWith("/resolve-attention")),
  dialog.getByRole("button", { name: "Settled" }).click(),
]);
assert.deepEqual(asked.postDataJSON(), { reason: "Posted by hand" });
assert.match(asked.headers()["if-match"], /^"\d+"$/);
await dialog.getByText("payment_status_conflict").waitFor();
console.log("said that it is settled");

// A refused proof, the one that was made up, and the conflict; the browser writes each of them down.
const refusals = wrong.map((text) => /status of (403|409)/.exec(text)?.[1]).filter(Boolean);
assert.deepEqual(refusals, ["403", "403", "409"]);
noMistakes(wrong.filter((text) => !/status of (403|409)/.test(text)));
receiver.close();
receiver.closeAllConnections();
await browser.close();
