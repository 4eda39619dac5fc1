// Routing in the console: gateways, rules from the first word to payments that follow them, with four eyes; strategy, fees, experiments.
// Ann and Bob may do all of it (a role with routing.read and routing.manage), Vic may see gateways.
import { strict as assert } from "node:assert";
import { begin, look, noMistakes, pay, signIn } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
for (let count = 0; count < 6; count += 1) await pay("tok_approved", { amount: 1_000 + count });
await pay("tok_approved", { amount: 20_000, currency: "USD" });

await signIn(page, site, "ann@example.com", "/routing");
await page.getByRole("heading", { name: "sandbox_a" }).waitFor();
await page.getByRole("row", { name: /Authorize/ }).first().waitFor();
await look(page, "routing-gateways", page.getByRole("table").first());
console.log("saw the gateways");

// From now on somebody else has to approve.
const asked = async (name) => page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
await page.getByRole("tab", { name: "Rules" }).click();
const fourEyes = page.getByRole("button", { name: /four eyes/ });
await fourEyes.waitFor();
if ((await fourEyes.innerText()) === "Require four eyes") {
  await fourEyes.click();
  await asked("Require four eyes");
}
await page.getByText("Four eyes are required").waitFor();
await look(page, "routing-rules", page.getByText("Four eyes", { exact: false }).first().or(page.locator("main h1")));

// Mistakes are told with their places while one types, and lead there.
await page.getByRole("link", { name: "New version" }).click();
const editor = page.getByRole("textbox", { name: "Rules" });
await editor.fill('rule "all" then prefer sandbox_b\nrule "wrong" when amount >= 10 then choose nobody');
await page.getByText("2 mistakes").waitFor();
await page.getByText("there is no gateway 'nobody'").waitFor();
await look(page, "routing-mistakes", page.getByRole("list").last());
await page.getByRole("button", { name: /^Line 2, column 29/ }).click();
const place = await editor.evaluate((field) => field.value.slice(field.selectionStart, field.selectionStart + 2));
assert.equal(place, "10");
assert.ok(await page.getByRole("button", { name: "Propose" }).isDisabled());
// Euros go to the gateway that they do not go to now.
const usual = await page.evaluate(async (question) => {
  const headers = { "content-type": "application/json" };
  return (await (await fetch("/api/v1/routing/decisions", { method: "POST", headers, body: JSON.stringify(question) })).json()).gateway;
}, { amount: 1_000, currency: "EUR", method: "card" });
const other = usual === "sandbox_a" ? "sandbox_b" : "sandbox_a";
const text = `// ${Date.now()}\nrule "elsewhere" when currency = EUR then choose ${other}`;
await editor.fill(text);
await page.getByText("1 rule, no mistakes").waitFor();
console.log("mended the mistakes");

// Past payments: those in euro would go elsewhere.
await page.getByRole("button", { name: "Decide again" }).click();
const shares = page.getByRole("table", { name: "Payments by gateway" });
await shares.waitFor();
const changed = page.getByText(/^\d+ of \d+ payments would go to another gateway/);
const [count, all] = (await changed.innerText()).match(/\d+/g).map(Number);
assert.ok(count >= 6 && all >= 7, `${count} of ${all}`);
const changes = page.getByRole("table", { name: "Payments that would go elsewhere" });
assert.match(await changes.getByRole("row", { name: "€10.00" }).first().innerText(), new RegExp(`${usual}\\s+${other}\\s+elsewhere`));
await look(page, "routing-draft", shares);
console.log("tried past payments");

await page.getByRole("button", { name: "Propose" }).click();
await asked("Propose");
await page.waitForURL(/routing\/rules\/\d+$/);
await page.getByText("Waits for somebody else").waitFor();
assert.equal(await page.getByRole("button", { name: "Approve" }).count(), 0);
await look(page, "routing-version", page.getByText("Difference to", { exact: false }).or(page.locator("main h1")));
console.log("proposed");

// Bob approves it and activates it.
const second = await browser.newContext();
const bob = await second.newPage();
await signIn(bob, site, "bob@example.com", new URL(page.url()).pathname.replace("/console", ""));
await bob.getByText("added:").first().waitFor({ state: "attached" });
for (const step of ["Approve", "Activate"]) {
  await bob.getByRole("button", { name: step }).click();
  await bob.getByRole("dialog").getByRole("button", { name: step }).click();
  await bob.getByRole("dialog").waitFor({ state: "detached" });
}
await bob.locator("header").getByText("Active", { exact: true }).waitFor();
console.log("approved and activated by somebody else");

// Payments follow it now.
const followed = await pay("tok_approved", { amount: 1_500 });
assert.equal(followed.gateway, other);
await page.goto(`${site}/console/routing?tab=try`);
await page.getByLabel("Amount").fill("49.90");
await page.getByRole("button", { name: "Decide" }).click();
await page.getByRole("heading", { name: `Goes to ${other}` }).waitFor();
await page.getByRole("definition").filter({ hasText: "elsewhere" }).waitFor();
await look(page, "routing-try", page.getByRole("table"));
await page.goto(`${site}/console/routing?tab=rules`);
await page.getByRole("button", { name: "Roll back" }).click();
await asked("Roll back");
await page.getByText("Rolled back", { exact: true }).first().waitFor();
const active = await page.evaluate(async () => (await (await fetch("/api/v1/routing")).json()).active_rules);
assert.notEqual(active?.source, text);
console.log("rolled back");

// The strategy.
await page.goto(`${site}/console/routing?tab=strategy`);
const strategy = page.getByRole("region", { name: /^Strategy, version/ });
await strategy.getByRole("button", { name: "Change" }).click();
await page.getByLabel("Weight of the fee").fill("3000");
await look(page, "routing-strategy", page.getByRole("dialog"));
await asked("Set the strategy");
await strategy.getByText("success 1,000, fee 3,000, waiting 1,000").waitFor();
await strategy.getByRole("button", { name: "Change" }).click();
await page.getByLabel("What comes first").selectOption("split");
await page.getByLabel("Weights of gateways").fill("sandbox_a 70, sandbox_b 30");
await asked("Set the strategy");
await strategy.getByText("sandbox_a 70, sandbox_b 30").waitFor();
await strategy.getByRole("button", { name: "Change" }).click();
await page.getByLabel("What comes first").selectOption("score");
await asked("Set the strategy");
await strategy.getByText("The best score").waitFor();
console.log("set the strategy");

// Fees: a mistake names its field and nothing is taken over.
await page.getByRole("tab", { name: "Fees" }).click();
const set = async (schedule) => {
  await page.getByRole("button", { name: "Change the fees" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill(JSON.stringify({ schedule }));
  await asked("Set the fees");
};
const line = { methods: ["card"], currency: "EUR", markup: { basis_points: "120", fixed_minor: 10 } };
await set([{ gateway: "nobody", line: [line] }]);
await page.getByRole("dialog").getByRole("alert").getByText("schedule[0]").first().waitFor();
await page.keyboard.press("Escape");
await set([{ gateway: "sandbox_a", line: [line] }]);
await page.getByRole("table", { name: "Fees of sandbox_a" }).getByText("120 bp + 10 minor units").waitFor();
await look(page, "routing-fees", page.getByRole("table"));
console.log("set the fees");

// An experiment, from its start to its end by hand.
await page.getByRole("tab", { name: "Experiments" }).click();
await page.getByRole("button", { name: "Start an experiment" }).click();
const name = `learned-${Date.now().toString(36)}`;
await page.getByLabel("Name").fill(name);
await page.getByLabel("Expected success in the trial").selectOption("learned");
await look(page, "routing-experiment", page.getByRole("dialog"));
await asked("Start an experiment");
const experiment = page.getByRole("region", { name, exact: true });
await experiment.getByText("Running").waitFor();
await experiment.getByRole("button", { name: "Stop" }).click();
await asked("Stop");
await experiment.getByText("Stopped", { exact: true }).waitFor();
await look(page, "routing-experiments", experiment);
console.log("ran an experiment");

// Who may only see gateways sees nothing else.
const stranger = await browser.newContext();
const vic = await stranger.newPage();
await signIn(vic, site, "vic@example.com", "/routing");
await vic.getByRole("heading", { name: "sandbox_a" }).waitFor();
assert.deepEqual(await vic.getByRole("tab").allInnerTexts(), ["Gateways"]);
console.log("showed a viewer the gateways alone");

// What was refused on purpose, the browser has written down too.
noMistakes(wrong.filter((text) => !/status of 422/.test(text)));
await browser.close();
