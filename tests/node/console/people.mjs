// People at the console: inviting, revoking an invitation, giving a role and taking it, an administrative role with a second person,
// suspending and letting back in.
import { strict as assert } from "node:assert";
import { begin, look, noMistakes, signIn } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
const stamp = Date.now();
const role = "operator";
const dialog = page.getByRole("dialog");

await signIn(page, site, "ann@example.com", "/people");
await page.getByRole("button", { name: "Invite somebody" }).click();
await dialog.getByLabel("E-mail address").fill(`dora${stamp}@example.com`);
await dialog.getByRole("checkbox", { name: role }).check();
await dialog.getByRole("button", { name: "Invite", exact: true }).click();
await dialog.waitFor({ state: "detached" });
await page.getByRole("tab", { name: "Open invitations" }).click();
const invited = page.getByRole("row").filter({ hasText: `dora${stamp}@example.com` });
await invited.waitFor();
await look(page, "invitations", page.getByRole("row").last());
await invited.getByRole("button", { name: "Revoke" }).click();
await dialog.getByRole("button", { name: "Revoke" }).click();
await invited.waitFor({ state: "detached" });
console.log("invited, and revoked it");

await page.getByRole("tab", { name: "People and programs" }).click();
await look(page, "people", page.getByRole("link", { name: "Vic" }));
await page.getByRole("link", { name: "Vic" }).click();
await page.getByRole("heading", { level: 1, name: "Vic" }).waitFor();
await give(role);
await page.getByRole("main").getByRole("link", { name: role }).waitFor();
await page.getByRole("button", { name: `Take away the role ${role}` }).click();
await dialog.getByRole("button", { name: "Take away" }).click();
await page.getByRole("main").getByRole("link", { name: role }).waitFor({ state: "detached" });
await look(page, "person", page.getByRole("heading", { level: 1, name: "Vic" }));
await give("admin");
await page.getByText("a second person has to approve it").first().waitFor();
assert.equal(await page.getByRole("main").getByRole("link", { name: "admin" }).count(), 0, "nothing has happened yet");
console.log("gave a role, and asked for an administrative one");

const other = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
await signIn(other, site, "ben@example.com", "/people?tab=approvals");
const waiting = other.getByRole("row").filter({ hasText: "Vic" }).first();
await waiting.waitFor();
await look(other, "approvals", other.getByRole("row").last());
await waiting.getByRole("button", { name: "Approve" }).click();
await other.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
await other.getByText("Approved: it has happened").first().waitFor();
console.log("approved by a second person");

await page.reload();
await page.getByRole("main").getByRole("link", { name: "admin" }).waitFor();
await page.getByRole("button", { name: "Take away the role admin" }).click();
await dialog.getByRole("button", { name: "Take away" }).click();
await page.getByRole("main").getByRole("link", { name: "admin" }).waitFor({ state: "detached" });
await page.getByRole("button", { name: "Suspend" }).click();
await dialog.getByRole("button", { name: "Suspend" }).click();
await page.getByRole("button", { name: "Let back in" }).click();
await dialog.getByRole("button", { name: "Let back in" }).click();
await page.getByRole("button", { name: "Suspend" }).waitFor();
console.log("suspended and let back in");

noMistakes(wrong);
await browser.close();

async function give(name) {
  await page.getByRole("button", { name: "Give a role" }).click();
  await dialog.getByLabel("Role").selectOption(name);
  await dialog.getByRole("button", { name: "Give", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}
