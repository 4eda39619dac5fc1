// The audit trail at the console: searching it, one record with its proof, all that belongs to a request, the checkpoint, and what is found
// as a file.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { begin, call, look, noMistakes, signIn, until } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
const { id } = await call("POST", "/api/v1/webhook-endpoints", { url: "https://shop.example/hook", events: ["payment.*"], description: "audited" });
await call("DELETE", `/api/v1/webhook-endpoints/${id}`);

await signIn(page, site, "aud@example.com", "/audit");
await page.getByLabel("About (id)").fill(id);
await page.getByLabel("Kind").selectOption("change");
const made = page.getByRole("row").filter({ hasText: "webhook_endpoint.created" });
await until(async () => {
  await page.getByRole("button", { name: "Search", exact: true }).click();
  return (await page.getByRole("row").count()) === 3;
});
assert.ok(page.url().includes(`resource=${id}`) && page.url().includes("kind=change"), page.url());
await page.getByRole("row").filter({ hasText: "webhook_endpoint.deleted" }).waitFor();
await look(page, "audit", page.getByText("webhook_endpoint.created").first());
console.log("found what was done to an endpoint");

const file = JSON.parse(`[${readDownload(await download("Save what is found")).trim().split("\n").join(",")}]`);
assert.deepEqual(file.map((record) => record.change.events[0].event), ["webhook_endpoint.deleted", "webhook_endpoint.created"]);
console.log("saved what was found");

// By keyboard: the list's rows are gone through with arrows, Enter opens.
await made.getByRole("link").focus();
await page.keyboard.press("Enter");
await page.getByRole("heading", { level: 1, name: /^Record / }).waitFor();
await page.getByRole("cell", { name: "https://shop.example" }).or(page.getByText(id)).first().waitFor();
await look(page, "audit-record", page.getByRole("heading", { level: 1 }));
const proof = JSON.parse(readDownload(await download("Save the record with its proof")));
assert.equal(proof.record.change.events[0].id, id);
assert.equal(proof.proof.position, proof.record.position);
assert.equal(proof.checkpoint.format, "bezant-checkpoint-1");
assert.ok(proof.payload.length > 0 && proof.checkpoint.signature.length === 128);
console.log("saved a record with its proof");

// The request that made it is under the same correlation id.
await page.getByRole("link", { name: "What belongs to it" }).click();
await page.getByRole("row").filter({ hasText: "POST /api/v1/webhook-endpoints" }).waitFor();
await page.getByRole("button", { name: "Clear" }).click();
await until(async () => !page.url().includes("?"));
await page.getByRole("button", { name: "Checkpoint" }).click();
await page.getByRole("dialog").getByText("Public key").waitFor();
const checkpoint = JSON.parse(readDownload(await download("Save it")));
assert.equal(checkpoint.public_key, proof.checkpoint.public_key);
assert.ok(checkpoint.position >= proof.checkpoint.position, "the trail has only grown");
console.log("saved the checkpoint");

noMistakes(wrong);
await browser.close();

async function download(button) {
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).click()]);
  return saved.path();
}

function readDownload(path) {
  return readFileSync(path, "utf8");
}
