// What the scripts of the console share: where it is, signing in, and looking at a page in every way that people do: light and dark, three
// widths, from the left and from the right, with axe. Screenshots go where BEZANT_SHOTS names a folder.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { folder, launch, mistakes, until } from "../chromium.mjs";

export { until };

const { BEZANT_URL: node, BEZANT_PASSWORD: password, BEZANT_KEY: key, BEZANT_SHOTS: shots } = process.env;
const axe = readFileSync(createRequire(pathToFileURL(path.join(folder, "package.json"))).resolve("axe-core/axe.min.js"), "utf8");

export const WIDTHS = [360, 768, 1440];
export const SCHEMES = ["light", "dark"];
export const LANGUAGES = [["en", "ltr"], ["ur", "rtl"]];

// A browser with an empty page, and what goes wrong on it. Passkeys belong to a name, so that the site is localhost and not a number.
export async function begin() {
  const site = node.replace("127.0.0.1", "localhost");
  const browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const wrong = mistakes(page);
  return { browser, context, page, site, wrong };
}

// Who asks before signing in is told 401, which the browser writes into its console; nothing else may stand there.
export function noMistakes(wrong) {
  const rest = wrong.filter((text) => !/status of 401/.test(text));
  assert.deepEqual(rest, [], "nothing fails and nothing is refused by the page's own policy");
}

export async function signIn(page, site, email, place = "/") {
  await page.goto(`${site}/console${place}`);
  await page.getByLabel("Organisation").fill("acme");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation", { name: "Main" }).or(page.getByRole("button", { name: "Open the navigation" })).first().waitFor();
}

export async function choose(page, language) {
  await page.evaluate((code) => {
    localStorage.setItem("bezant.language", code);
    dispatchEvent(new StorageEvent("storage"));
  }, language);
  await page.locator(`html[lang="${language}"]`).waitFor();
}

// Looks at the page in every way. `settled` is a locator that is there once the page shows what it shows.
export async function look(page, name, settled) {
  for (const [language, direction] of LANGUAGES) {
    await choose(page, language);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), direction);
    // What it is found by may be its English name.
    const shown = language === "en" ? settled.first() : page.getByRole("heading").first();
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await shown.waitFor();
        await fits(page, `${name} in ${language} at ${width}`);
        if (shots) await page.screenshot({ path: path.join(shots, `console-${name}-${language}-${colorScheme}-${width}.png`) });
      }
      await accessible(page, `${name}, ${language}, ${colorScheme}`);
    }
  }
  await choose(page, "en");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}

// Nothing is wider than its place; the browser may take a moment to lay the page out anew.
async function fits(page, name) {
  const widest = () => Math.max(...[document.documentElement, document.querySelector("main")].map((place) => place.scrollWidth - place.clientWidth));
  let most = 0;
  const isNarrow = async () => (most = await page.evaluate(widest)) <= 0;
  await until(isNarrow, 10_000).catch(() => assert.fail(`${name} is ${most} pixels too wide`));
}

// No finding of axe that is serious or worse, by WCAG 2.2 AA and what axe holds for good practice.
export async function accessible(page, name) {
  // Playwright brings it in by the debugger, which the page's policy does not hold for.
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.slice(0, 3).map((one) => `${one.target} ${one.failureSummary}`) }));
  });
  const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(serious, [], `${name}: ${JSON.stringify(serious, null, 1)}`);
}

// Calls the API with the tenant's key, as a shop's program does.
export async function call(method, place, body) {
  const answer = await fetch(`${node}${place}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const said = await answer.json();
  assert.ok(answer.ok, JSON.stringify(said));
  return said;
}

export function pay(token, more = {}) {
  return call("POST", "/api/v1/payments", { amount: 4990, currency: "EUR", payment_method: { type: "card", token }, ...more });
}
