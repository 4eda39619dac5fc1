// One's own account at the console: another password, an authenticator app, recovery codes, a passkey, sessions and devices.
import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { begin, look, noMistakes, signIn } from "./support.mjs";

const { browser, context, page, site, wrong } = await begin();
const email = "vic@example.com";
const password = process.env.BEZANT_PASSWORD;
const dialog = page.getByRole("dialog");

const debug = await context.newCDPSession(page);
await debug.send("WebAuthn.enable");
await debug.send("WebAuthn.addVirtualAuthenticator", {
  options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
});

// Signed in from another browser too.
const elsewhere = await browser.newContext();
await signIn(await elsewhere.newPage(), site, email);
await signIn(page, site, email, "/account");
const sessions = page.getByRole("region", { name: "Sessions" }).getByRole("table");
await sessions.getByText("This one").waitFor();
assert.equal(await status(elsewhere), 200);
await look(page, "account", sessions);

await page.getByRole("button", { name: "End all others" }).click();
await dialog.getByRole("button", { name: "End all others" }).click();
await page.getByRole("button", { name: "End all others" }).waitFor({ state: "detached" });
assert.equal(await status(elsewhere), 401, "the other browser is signed out");
assert.equal(await status(context), 200, "this one is not");
console.log("ended the other sessions");

await changePassword(password, "a heron counts seven lanterns");
await changePassword("a heron counts seven lanterns", password);
console.log("changed the password, and back");

const app = page.getByRole("region", { name: "Authenticator app" });
await app.getByRole("button", { name: "Set it up" }).click();
const uri = await dialog.getByRole("link", { name: "Open it in the app" }).getAttribute("href");
const secret = new URL(uri).searchParams.get("secret");
await dialog.getByLabel("Code of the app").fill("000000");
await dialog.getByRole("button", { name: "Confirm" }).click();
await dialog.getByRole("alert").waitFor();
await dialog.getByLabel("Code of the app").fill(totp(secret, Date.now()));
await dialog.getByRole("button", { name: "Confirm" }).click();
await app.getByText("In use").waitFor();
console.log("set up an authenticator app");

await page.getByRole("button", { name: "Make new codes" }).click();
await dialog.getByRole("button", { name: "Make new codes" }).click();
const codes = page.locator("[data-secret]");
await codes.waitFor();
assert.equal((await codes.textContent()).trim().split("\n").length, 10);
await page.getByRole("button", { name: "I have kept it" }).click();
await page.getByText("10 are left.").waitFor();
console.log("made recovery codes");

await page.getByRole("button", { name: "Add a passkey" }).click();
await dialog.getByLabel("Name").fill("Laptop");
await dialog.getByRole("button", { name: "Add a passkey" }).click();
const passkey = page.getByRole("row").filter({ hasText: "Laptop" });
await passkey.waitFor();
await passkey.getByRole("button", { name: "Remove Laptop" }).click();
await dialog.getByRole("button", { name: "Remove" }).click();
await passkey.waitFor({ state: "detached" });
console.log("added a passkey and removed it");

await app.getByRole("button", { name: "Do without it" }).click();
await dialog.getByRole("button", { name: "Do without it" }).click();
await app.getByText("Not used").waitFor();

const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + location.href);
assert.ok(!kept.includes(secret) && !kept.includes(password), "nothing secret is kept");
// The wrong code above was refused.
noMistakes(wrong.filter((text) => !/status of 403/.test(text)));
await browser.close();

async function changePassword(from, to) {
  await page.getByRole("button", { name: "Change the password" }).click();
  await dialog.getByLabel("The password so far").fill(from);
  await dialog.getByLabel("The new password", { exact: true }).fill(to);
  await dialog.getByLabel("The new password once more").fill("something else");
  await dialog.getByText("The two are not the same").waitFor();
  await dialog.getByLabel("The new password once more").fill(to);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
}

async function status(of) {
  return (await of.request.get(`${site}/api/v1/me`)).status();
}

// RFC 6238: six digits, thirty seconds, SHA-1, of a seed in base32.
function totp(seed, now) {
  const bits = [...seed.replace(/=+$/, "")].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
