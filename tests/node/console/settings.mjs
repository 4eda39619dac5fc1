// The organisation's settings and the access policy at the console: how people sign in, what the policy says, and what it would decide.
import { strict as assert } from "node:assert";
import { begin, look, noMistakes, signIn } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
const dialog = page.getByRole("dialog");

await signIn(page, site, "ann@example.com", "/organisation");
await page.getByText("30 minutes").waitFor();
await look(page, "organisation", page.getByRole("heading", { level: 1, name: "acme" }));
await setIdle("45");
await page.getByText("45 minutes").waitFor();
assert.equal((await tenant()).sign_in.session_idle_minutes, 45);
await setIdle("30");
await page.getByText("30 minutes").waitFor();
console.log("changed how long sessions rest");

await page.goto(`${site}/console/policy`);
await page.getByRole("region", { name: "authz.rego" }).first().waitFor();
assert.ok((await page.locator("main").textContent()).includes("package bezant.authz"));
await look(page, "policy", page.getByRole("tab").first());
await page.getByRole("tab", { name: "Versions" }).click();
await page.getByText("No version was ever proposed").waitFor();
await page.getByRole("tab", { name: "Decisions" }).click();
await page.getByRole("row").filter({ hasText: "/api/v1/tenant" }).first().waitFor();
await look(page, "policy-decisions", page.getByRole("row").last());
await page.getByRole("row").filter({ hasText: "PATCH /api/v1/tenant" }).first().getByRole("button", { name: "Ask again" }).click();
const question = page.getByLabel("The question as JSON");
assert.equal(JSON.parse(await question.inputValue()).request.route, "/api/v1/tenant");
await page.getByRole("button", { name: "Ask the policy" }).click();
const answer = page.getByRole("region", { name: "Answer" });
await answer.getByText("Allowed").waitFor();

// The same by somebody who may only look.
const asked = JSON.parse(await question.inputValue());
asked.principal.roles = ["viewer"];
asked.principal.permissions = ["payments.read"];
await question.fill(JSON.stringify(asked));
await page.getByRole("button", { name: "Ask the policy" }).click();
await answer.getByText("Denied").waitFor();
await answer.getByText("they lack tenant.manage").waitFor();
await look(page, "policy-ask", page.getByRole("textbox").last());
await question.fill("{");
assert.ok(await page.getByRole("button", { name: "Ask the policy" }).isDisabled(), "what is no JSON is not sent");
console.log("asked the policy");

noMistakes(wrong);
await browser.close();

async function setIdle(minutes) {
  await page.getByRole("button", { name: "Change" }).click();
  await dialog.getByLabel("Minutes of rest until a session ends").fill("x");
  assert.ok(await dialog.getByRole("button", { name: "Save" }).isDisabled());
  await dialog.getByLabel("Minutes of rest until a session ends").fill(minutes);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
}

function tenant() {
  return page.evaluate(async () => (await fetch("/api/v1/tenant")).json());
}
