// Signing in at the console: by password, with a code of an app, with a recovery code, by passkey; signing out; and that a page of before
// is gone to after signing in.
import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { begin, look, noMistakes, signIn } from "./support.mjs";

const { browser, context, page, site, wrong } = await begin();

const debug = await context.newCDPSession(page);
await debug.send("WebAuthn.enable");
await debug.send("WebAuthn.addVirtualAuthenticator", {
  options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
});

// Who is not signed in comes back to where they wanted to go.
await page.goto(`${site}/console/payments?status=FAILED`);
await page.getByRole("heading", { name: "Sign in" }).waitFor();
assert.ok(page.url().includes("return_to="), page.url());
await look(page, "sign-in", page.getByLabel("E-mail address").or(page.locator("input[name=email]")));

await page.getByLabel("Organisation").fill("acme");
await page.getByLabel("E-mail address").fill("ann@example.com");
await page.getByLabel("Password", { exact: true }).fill("not this one at all");
await page.getByRole("button", { name: "Sign in", exact: true }).click();
await page.getByRole("alert").waitFor();
assert.equal(await page.getByLabel("E-mail address").inputValue(), "ann@example.com", "what was typed stays");
await page.getByLabel("Password", { exact: true }).fill(process.env.BEZANT_PASSWORD);
await page.getByRole("button", { name: "Sign in", exact: true }).click();
await page.getByRole("heading", { name: "Payments", level: 1 }).waitFor();
assert.ok(page.url().endsWith("/console/payments?status=FAILED"), page.url());
console.log("signed in by password");

// What is kept in the browser tells nothing.
const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
assert.ok(!kept.includes(process.env.BEZANT_PASSWORD) && !kept.includes("ann@example.com"), kept);

// An app and recovery codes, set up as the account page does; the proof is fresh.
const ask = (place, body) =>
  page.evaluate(
    async ([place, body]) => {
      const answer = await fetch(place, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.json();
    },
    [place, body],
  );
const seed = await ask("/api/v1/me/totp", {});
let lastCode = "";
// A code is good for one use, so the next one is waited for, half a minute at most.
async function freshCode() {
  for (;;) {
    const code = totp(seed.secret, Date.now());
    if (code !== lastCode) return (lastCode = code);
    await page.waitForTimeout(250);
  }
}
await ask("/api/v1/me/totp/confirm", { code: await freshCode() });
const { codes } = await ask("/api/v1/me/recovery-codes", {});

await signOut();
await first();
await page.getByRole("heading", { name: "Second step" }).waitFor();
await look(page, "second-step", page.locator("input[autocomplete=one-time-code]"));
await page.getByRole("button", { name: "Use a recovery code instead" }).click();
await page.getByLabel("Recovery code").fill(codes[0]);
await page.getByRole("button", { name: "Continue" }).click();
await page.getByRole("heading", { level: 1 }).waitFor();
await page.getByRole("button", { name: "Ann" }).waitFor();
console.log("signed in by recovery code");

await signOut();
await first();
await page.getByLabel("Code of your authenticator app").fill(await freshCode());
await page.getByRole("button", { name: "Continue" }).click();
await page.getByRole("button", { name: "Ann" }).waitFor();
console.log("signed in by code");

// The account page of the server makes the passkey.
await page.goto(`${site}/account`);
await page.getByLabel("Name of the new passkey").fill("Laptop");
await page.getByRole("button", { name: "Add a passkey" }).click();
await page.getByText("Laptop").waitFor();
await page.goto(`${site}/console/`);
await signOut();
await page.getByRole("button", { name: "Use a passkey" }).click();
await page.getByRole("button", { name: "Ann" }).waitFor();
const session = await page.evaluate(async () => (await fetch("/api/v1/me/session")).json());
assert.deepEqual(session.methods, ["passkey"]);
console.log("signed in by passkey");

// A session that ended elsewhere leads to signing in, and back.
await page.goto(`${site}/console/payments`);
await page.getByRole("heading", { name: "Payments", level: 1 }).waitFor();
await page.evaluate(() => fetch("/api/v1/sign-out", { method: "POST" }));
await page.getByRole("link", { name: "Overview" }).click();
await page.getByText("Your session has ended").waitFor();
console.log("told that the session has ended");

noMistakes(wrong.filter((text) => !/status of 4(01|22)/.test(text) && !/WebSocket/.test(text)));
await browser.close();

async function first() {
  await page.getByLabel("Organisation").fill("acme");
  await page.getByLabel("E-mail address").fill("ann@example.com");
  await page.getByLabel("Password", { exact: true }).fill(process.env.BEZANT_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function signOut() {
  await page.getByRole("button", { name: "Ann" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

// RFC 6238: six digits, thirty seconds, SHA-1, of a seed in base32.
function totp(secret, now) {
  const bits = [...secret.replace(/=+$/, "")].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
