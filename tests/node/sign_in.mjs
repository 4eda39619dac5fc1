// Signs in with a password, registers a passkey on the account page, signs out, and signs in with the passkey, in Chromium with an
// authenticator that its debugger plays. Takes screenshots where BEZANT_SHOTS names a folder.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { strict as assert } from "node:assert";
import path from "node:path";

const folder = process.env.BEZANT_TEST_NODE;
const base = process.env.BEZANT_URL;
const shots = process.env.BEZANT_SHOTS;
const require = createRequire(pathToFileURL(path.join(folder, "package.json")));
const { chromium } = require("playwright-core");

const late = setTimeout(() => {
  console.error("the browser takes too long");
  process.exit(1);
}, 150_000);

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
const context = await browser.newContext();
const page = await context.newPage();
const wrong = [];
page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
page.on("pageerror", (error) => wrong.push(String(error)));

async function shoot(name) {
  if (!shots) return;
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 1280]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${name} is wider than ${width}`);
      await page.screenshot({ path: path.join(shots, `${name}-${colorScheme}-${width}.png`), fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

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
clearTimeout(late);
await browser.close();
