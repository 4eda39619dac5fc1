// Signs in with a password, registers a passkey on the account page, signs out, and signs in with the passkey, in Chromium with an
// authenticator that its debugger plays. Takes screenshots where BEZANT_SHOTS names a folder.
import { strict as assert } from "node:assert";
import { launch, mistakes, shoot as shootPage } from "./chromium.mjs";

const base = process.env.BEZANT_URL;

const browser = await launch();
const context = await browser.newContext();
const page = await context.newPage();
const wrong = mistakes(page);

const shoot = (name) => shootPage(page, name, 800, true);

const debug = await context.newCDPSession(page);
await debug.send("WebAuthn.enable");
await debug.send("WebAuthn.addVirtualAuthenticator", {
  options: {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  },
});

await page.goto(`${base}/account`);
assert.ok(page.url().includes("/sign-in?return_to=/account"), page.url());
await shoot("sign-in");
await page.getByLabel("Organisation").fill("acme");
await page.getByLabel("E-mail address").fill("ann@example.com");
await page.getByLabel("Password").fill(process.env.BEZANT_PASSWORD);
await page.getByRole("button", { name: "Sign in", exact: true }).click();
await page.waitForURL(`${base}/account`);
console.log("signed in by password");

await page.getByLabel("Name of the new passkey").fill("Laptop");
await page.getByRole("button", { name: "Add a passkey" }).click();
await page.getByText("Laptop").waitFor();
console.log("registered a passkey");
await page.getByRole("button", { name: "Set one up" }).click();
await page.getByText("otpauth://totp/").waitFor();
await page.getByRole("button", { name: "Make new ones" }).click();
await page.getByText("Keep them apart").waitFor();
await shoot("account");

await page.getByRole("button", { name: "Sign out" }).click();
await page.waitForURL(`${base}/sign-in`);
await page.goto(`${base}/sign-in?return_to=${encodeURIComponent("/account")}`);
await page.getByRole("button", { name: "Use a passkey" }).click();
await page.waitForURL(`${base}/account`);
const session = await page.evaluate(async () => (await fetch("/api/v1/me/session")).json());
assert.deepEqual(session.methods, ["passkey"]);
console.log("signed in by passkey");

// After the password the passkey is the second factor.
await page.getByRole("button", { name: "Sign out" }).click();
await page.waitForURL(`${base}/sign-in`);
await page.getByLabel("Organisation").fill("acme");
await page.getByLabel("E-mail address").fill("ann@example.com");
await page.getByLabel("Password").fill(process.env.BEZANT_PASSWORD);
await page.getByRole("button", { name: "Sign in", exact: true }).click();
await page.getByRole("heading", { name: "Second step" }).waitFor();
await shoot("second");
await page.getByRole("button", { name: "Use a passkey" }).click();
await page.waitForURL(`${base}/account`);
const both = await page.evaluate(async () => (await fetch("/api/v1/me/session")).json());
assert.deepEqual(both.methods, ["password", "passkey"]);
for (const [name, place] of [["recover", "/recover"], ["new-password", "/recover?token=x"], ["invitation", "/invitation?token=x"]]) {
  await page.goto(base + place);
  await shoot(name);
}
assert.deepEqual(wrong, [], "nothing is refused by the page's own policy");
await browser.close();
