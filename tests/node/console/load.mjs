// Much at once: a hundred thousand payments are scrolled through and filtered, and a thousand events a second come in, without the page
// standing still. Pages of the list and events are made up here, since a test has no time to make so many; all else is the
// node's.
import { strict as assert } from "node:assert";
import { begin, noMistakes, signIn } from "./support.mjs";

const PAYMENTS = 100_000;
const EVENTS_A_SECOND = 1_000;
/** The longest that the page may not answer, on two busy cores. */
const LONGEST_MS = 500;
const { browser, page, site, wrong } = await begin();

// In the page, since a page of the list that the debugger hands over takes longer than the node would.
await page.addInitScript((payments) => {
  const from = Date.parse("2026-03-01T00:00:00Z");
  const made = (index) => {
    const created_at = new Date(from - index * 1_000).toISOString();
    return {
      id: `pay_${index.toString(32).padStart(26, "0")}`, object: "payment", status: index % 7 === 0 ? "FAILED" : "COMPLETED", amount: 1_000 + index, currency: "EUR",
      amount_captured: 1_000 + index, amount_refunded: 0, gateway: "sandbox_a", customer: `cus_${index % 500}`, reference: `order-${index}`, description: null,
      created_by: null, failure_code: null, version: 1, created_at, updated_at: created_at,
    };
  };
  const before = globalThis.fetch;
  globalThis.asked = 0;
  globalThis.fetch = (request, ...rest) => {
    const { pathname, searchParams } = new URL(request.url ?? request, location.href);
    if (pathname !== "/api/v1/payments" || searchParams.has("needs_attention")) return before(request, ...rest);
    globalThis.asked += 1;
    const [limit, status] = [Number(searchParams.get("limit")), searchParams.get("status")];
    const data = [];
    let index = Number(searchParams.get("cursor") ?? 0);
    for (; index < payments && data.length < limit; index += 1) if (!status || made(index).status === status) data.push(made(index));
    const next_cursor = index < payments ? String(index) : null;
    return Promise.resolve(Response.json({ data, next_cursor, position: 1 }));
  };
}, PAYMENTS);

// Events as the node sends them, within the credit that the page gives.
let credit = 0;
let sent = 0;
await page.routeWebSocket("**/api/v1/events/ws", (socket) => {
  let isSubscribed = false;
  socket.onMessage((text) => {
    const message = JSON.parse(text);
    if (message.type === "credit") credit += message.messages;
    if (message.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
    if (message.type === "subscribe") isSubscribed = true;
  });
  socket.send(JSON.stringify({ type: "ready", data: { after: "1" } }));
  const timer = setInterval(() => {
    if (!isSubscribed) return;
    for (let count = 0; count < EVENTS_A_SECOND / 20 && credit > 0; count += 1) {
      credit -= 1;
      sent += 1;
      const id = `${sent + 1}-0`;
      const payment = `pay_${(PAYMENTS + sent).toString(32).padStart(26, "0")}`;
      const event = { id: `evt_${sent}`, object: "event", type: "payment.created", position: sent + 1, index: 0, created_at: new Date().toISOString(), payment, data: { payment, amount: 4990, currency: "EUR" } };
      socket.send(JSON.stringify({ id, type: event.type, data: event }));
    }
  }, 50);
  socket.onClose(() => clearInterval(timer));
});

// How long the page did not come to draw; from the moment that it is looked at.
await page.addInitScript(() => {
  globalThis.slowest = 0;
  let last = performance.now();
  const tick = (now) => {
    globalThis.slowest = Math.max(globalThis.slowest, now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
});
const slowestSince = () =>
  page.evaluate(() => {
    const { slowest } = globalThis;
    globalThis.slowest = 0;
    return Math.round(slowest);
  });

await signIn(page, site, "ann@example.com", "/payments");
await page.getByText("order-0", { exact: true }).waitFor();
await slowestSince();

// To the end of the list: each page is asked for as the end of what there is comes near.
const scroller = page.getByRole("region", { name: "Payments" });
const before = Date.now();
await page.evaluate(async () => {
  const place = document.querySelector("[role=region][aria-label=Payments]");
  const end = Date.now() + 100_000;
  for (;;) {
    place.scrollTop = place.scrollHeight;
    await new Promise((done) => requestAnimationFrame(done));
    if (place.textContent.includes("order-99999")) return;
    if (Date.now() > end) throw new Error("the end of the list is not reached");
  }
});
const scrolled = await slowestSince();
const asked = await page.evaluate(() => globalThis.asked);
assert.ok(asked >= PAYMENTS / 200, `${asked} pages were asked for`);
const inPage = await scroller.getByRole("row").count();
assert.ok(inPage < 100, `${inPage} rows are in the page`);
console.log(`scrolled to the last of ${PAYMENTS} payments in ${Date.now() - before} ms; the page stood still for at most ${scrolled} ms`);
assert.ok(scrolled < LONGEST_MS, `the page stood still for ${scrolled} ms`);

// Up and down with all of them there, while events come.
await page.evaluate(async () => {
  const place = document.querySelector("[role=region][aria-label=Payments]");
  for (let step = 0; step < 60; step += 1) {
    place.scrollTop = (place.scrollHeight * ((step * 37) % 60)) / 60;
    await new Promise((done) => requestAnimationFrame(done));
  }
  place.scrollTop = 0;
});
const jumped = await slowestSince();
console.log(`went to and fro; the page stood still for at most ${jumped} ms`);
assert.ok(jumped < LONGEST_MS, `the page stood still for ${jumped} ms`);

await page.getByLabel("Status").selectOption("FAILED");
await page.getByText("order-7", { exact: true }).waitFor();
await page.getByText("order-1", { exact: true }).waitFor({ state: "detached" });
const filtered = await slowestSince();
console.log(`filtered; the page stood still for at most ${filtered} ms`);
assert.ok(filtered < LONGEST_MS, `the page stood still for ${filtered} ms`);

// The overview counts a thousand a second.
await page.getByRole("link", { name: "Overview" }).click();
const now = page.locator("dl", { has: page.getByText("Payments a second, now") }).locator("dd").first();
const [beforeEvents, sentBefore] = [Date.now(), sent];
await page.waitForFunction((figure) => Number(figure.textContent.replace(/\D/g, "")) >= 700, await now.elementHandle(), { timeout: 30_000 });
const perSecond = (1_000 * (sent - sentBefore)) / (Date.now() - beforeEvents);
const counted = await slowestSince();
console.log(`took ${Math.round(perSecond)} events a second; the page stood still for at most ${counted} ms`);
assert.ok(counted < LONGEST_MS, `the page stood still for ${counted} ms`);

noMistakes(wrong);
await browser.close();
