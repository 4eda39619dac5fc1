// Live events at the console: they come, can be narrowed, stopped and looked into; and a thousand a second leave the page answering.
import { strict as assert } from "node:assert";
import { begin, look, noMistakes, pay, signIn, until } from "./support.mjs";

const { browser, context, page, site, wrong } = await begin();
await signIn(page, site, "ann@example.com", "/live-events");
await page.getByText("Nothing has happened since you came").waitFor();

const one = await pay("tok_approved");
const rows = page.getByRole("row").filter({ hasText: one.id });
await rows.filter({ hasText: "payment.captured" }).waitFor();
await page.getByLabel("Type").fill("payment.captured");
await page.getByLabel("Names this").fill(one.id);
await until(async () => (await rows.count()) === 1, 10_000);
assert.ok(page.url().includes("type=payment.captured"), page.url());
await look(page, "live-events", page.getByText("payment.captured").first());

await rows.getByRole("link").click();
const dialog = page.getByRole("dialog");
assert.ok((await dialog.getByRole("region").textContent()).includes(`"payment": "${one.id}"`));
await dialog.getByRole("button", { name: "Close" }).click();
console.log("found an event and looked into it");

await page.getByLabel("Names this").fill("");
await page.getByRole("button", { name: "Pause" }).click();
const held = await pay("tok_approved");
const go = page.getByRole("button", { name: /Go on \(\d+ new\)/ });
await go.waitFor();
assert.equal(await page.getByRole("row").filter({ hasText: held.id }).count(), 0, "the view stands still");
await go.click();
await page.getByRole("row").filter({ hasText: held.id }).waitFor();
console.log("stopped and went on");

// A thousand a second for five seconds, said by a stand-in for the node: what is looked at is whether the page goes on answering.
const busy = await context.newPage();
await busy.routeWebSocket(/\/api\/v1\/events\/ws$/, (socket) => {
  socket.onMessage((text) => {
    if (JSON.parse(String(text)).type !== "subscribe") return;
    let at = 0;
    const timer = setInterval(() => {
      for (let more = 0; more < 50; more += 1) socket.send(JSON.stringify(event((at += 1))));
      if (at >= 5_000) clearInterval(timer);
    }, 50);
  });
  socket.send(JSON.stringify({ type: "ready", data: { after: "0" } }));
});
await busy.goto(`${site}/console/live-events`);
await busy.getByRole("row").nth(1).waitFor();
const worst = await busy.evaluate(
  () =>
    new Promise((done) => {
      const end = performance.now() + 3_000;
      let last = performance.now();
      let worst = 0;
      const frame = (now) => {
        worst = Math.max(worst, now - last);
        last = now;
        if (now < end) requestAnimationFrame(frame);
        else done(worst);
      };
      requestAnimationFrame(frame);
    }),
);
await busy.getByLabel("Type").fill("payment.failed");
await busy.getByText("None of the events here fits").waitFor({ timeout: 5_000 });
await busy.getByLabel("Type").fill("");
await busy.getByText("5,000 events since you came").waitFor();
assert.ok(worst < 1_000, `a frame took ${worst} ms`);
console.log(`5,000 events in five seconds: the longest frame took ${Math.round(worst)} ms`);

noMistakes(wrong);
await browser.close();

function event(at) {
  const id = `evt_${String(at).padStart(26, "0")}`;
  const data = { id, object: "event", type: "payment.captured", created_at: new Date().toISOString(), position: at, index: 0, payment: `pay_${String(at).padStart(26, "0")}`, data: { amount: at } };
  return { id: `${at}-0`, type: "payment.captured", data };
}
