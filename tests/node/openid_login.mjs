// A relying party made with the library openid-client: discovers Bezant, logs a person in through Chromium, calls the API, refreshes,
// lets a device in, and logs out.
import { pathToFileURL } from "node:url";
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import path from "node:path";
import { folder, launch } from "./chromium.mjs";

const base = process.env.BEZANT_URL;
const library = pathToFileURL(path.join(folder, "node_modules/openid-client/build/index.js"));
const oidc = await import(library);

// The relying party's own pages.
const site = http.createServer((_, response) => response.end("<title>shop</title>"));
await new Promise((ready) => site.listen(0, "127.0.0.1", ready));
const own = `http://127.0.0.1:${site.address().port}`;

const config = await oidc.discovery(
  new URL(`${base}/realms/acme`), process.env.BEZANT_CLIENT, process.env.BEZANT_SECRET, undefined,
  { execute: [oidc.allowInsecureRequests] },
);
assert.equal(config.serverMetadata().issuer, `${base}/realms/acme`);

const browser = await launch();
const page = await browser.newPage();

async function signIn() {
  await page.getByLabel("E-mail address").fill("ann@example.com");
  await page.getByLabel("Password").fill(process.env.BEZANT_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function logIn(more, steps) {
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: `${own}/cb`,
    scope: "openid profile email offline_access payments.read",
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...more,
  });
  await page.goto(url.href).catch((error) => assert.ok(String(error).includes("interrupted"), String(error)));
  await steps();
  await page.waitForURL(`${own}/cb?**`);
  return oidc.authorizationCodeGrant(config, new URL(page.url()), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
    ...(more.max_age === undefined ? {} : { maxAge: more.max_age }),
  });
}

const tokens = await logIn({}, async () => {
  await signIn();
  await page.getByText("Shop <1>").first().waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, "the page fits a small screen");
  await page.getByRole("button", { name: "Allow" }).click();
});
assert.equal(tokens.claims().email, "ann@example.com");
console.log("logged in");

const payments = (token) => oidc.fetchProtectedResource(config, token, new URL(`${base}/api/v1/payments`), "GET");
assert.equal((await payments(tokens.access_token)).status, 200);
const info = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
assert.equal(info.name, "Ann <b>Otter</b>");
const next = await oidc.refreshTokenGrant(config, tokens.refresh_token);
assert.equal((await payments(next.access_token)).status, 200);
assert.equal((await oidc.tokenIntrospection(config, next.access_token)).active, true);
console.log("refreshed");

// What was allowed is not asked again, and a fresh proof is where the client wants one.
await logIn({}, async () => {});
const again = await logIn({ max_age: 0 }, signIn);
console.log("logged in again");

// The example, as it stands in its folder.
const example = spawn(process.execPath, [process.env.BEZANT_EXAMPLE], {
  env: {
    ...process.env,
    OPENID_CLIENT: String(library),
    ISSUER: `${base}/realms/acme`,
    CLIENT_ID: process.env.BEZANT_CLIENT,
    CLIENT_SECRET: process.env.BEZANT_SECRET,
    PORT: "0",
  },
  stdio: ["ignore", "pipe", "inherit"],
});
const [line] = await once(example.stdout, "data");
await page.goto(String(line).trim());
await page.getByText("Hello ann@example.com, you see 0 payments.").waitFor();
example.kill();
console.log("ran the example");

const device = await oidc.initiateDeviceAuthorization(config, { scope: "openid payments.read" });
await page.goto(device.verification_uri);
await page.getByLabel("The code that your device shows").fill(device.user_code.toLowerCase());
await page.getByRole("button", { name: "Continue" }).click();
await page.getByRole("button", { name: "Allow" }).click();
await page.getByText("The device is let in").first().waitFor();
const onDevice = await oidc.pollDeviceAuthorizationGrant(config, device);
assert.equal((await payments(onDevice.access_token)).status, 200);
console.log("let a device in");

await oidc.tokenRevocation(config, next.refresh_token);
await assert.rejects(payments(next.access_token), (error) => error.cause?.[0]?.parameters?.error === "invalid_token");
const leave = oidc.buildEndSessionUrl(config, { id_token_hint: again.id_token, post_logout_redirect_uri: `${own}/bye`, state: "x" });
await page.goto(leave.href);
await page.waitForURL(`${own}/bye?state=x`);
await assert.rejects(payments(onDevice.access_token), (error) => error.cause?.[0]?.parameters?.error === "invalid_token");
await page.goto(`${base}/realms/acme/device/verify`);
assert.ok(page.url().includes("/sign-in?"), page.url());
console.log("logged out");
await browser.close();
site.close();
