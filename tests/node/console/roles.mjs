// Roles at the console: making one of the organisation's own, changing it, removing it.
import { begin, look, noMistakes, signIn } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
const role = `till_${Date.now()}`;
const dialog = page.getByRole("dialog");

await signIn(page, site, "ann@example.com", "/roles");
await page.getByRole("button", { name: "Make a role" }).click();
await dialog.getByLabel("Name").fill(role);
await dialog.getByLabel("Description").fill("Who stands at the till");
await dialog.getByRole("checkbox", { name: "payments.read", exact: true }).check();
await dialog.getByRole("button", { name: "Make a role" }).click();
await page.getByRole("link", { name: role }).waitFor();
await look(page, "roles", page.getByRole("link", { name: role }));
await page.getByRole("link", { name: role }).click();
await page.getByRole("button", { name: "Change" }).click();
await dialog.getByRole("checkbox", { name: "payments.create", exact: true }).check();
await dialog.getByRole("button", { name: "Save" }).click();
await page.getByRole("main").getByText("create", { exact: true }).waitFor();
await look(page, "role", page.getByRole("heading", { level: 1, name: role }));
console.log("made and changed a role");

await page.getByRole("button", { name: "Remove" }).click();
await dialog.getByRole("button", { name: "Remove" }).click();
await page.getByRole("heading", { level: 1, name: "Roles" }).waitFor();
await page.getByRole("link", { name: role }).waitFor({ state: "detached" });
console.log("removed the role");

noMistakes(wrong);
await browser.close();
