// What the sandbox answers to, at the console; and that a viewer is not led to what they may not see.
import { strict as assert } from "node:assert";
import { begin, look, noMistakes, signIn } from "./support.mjs";

const { browser, page, site, wrong } = await begin();
await signIn(page, site, "vic@example.com", "/test-values");
await page.getByText("tok_timeout_then_approved").waitFor();
await look(page, "test-values", page.getByText("tok_approved").first());
await page.getByRole("tab", { name: "Test cards" }).click();
await page.getByRole("row").filter({ hasText: "tok_visa_us" }).filter({ hasText: "42424242" }).waitFor();
await page.getByRole("tab", { name: "Card numbers" }).click();
await page.getByRole("row").filter({ hasText: "4000000000009995" }).filter({ hasText: "tok_insufficient_funds" }).waitFor();
console.log("listed the test values");

await page.getByRole("link", { name: "Webhooks" }).waitFor();
assert.equal(await page.getByRole("link", { name: "API keys" }).count(), 0);
console.log("showed a viewer less");

noMistakes(wrong);
await browser.close();
