// Debian's Chromium for the scripts here: one browser, gone when it takes too long; screenshots where BEZANT_SHOTS names a folder.
import { strict as assert } from "node:assert";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

// What `./x test` has installed.
export const folder = process.env.BEZANT_TEST_NODE;
const shots = process.env.BEZANT_SHOTS;
const { chromium } = createRequire(pathToFileURL(path.join(folder, "package.json")))("playwright-core");

setTimeout(() => {
  console.error("the browser takes too long");
  process.exit(1);
}, 300_000).unref();

export function launch() {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
}

// Waits until something is so; looked at from here, since a page's policy may let nobody wait in it by a text that is evaluated.
export async function until(isSo, within_ms = 40_000) {
  const end = Date.now() + within_ms;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, "it never came");
    await new Promise((done) => setTimeout(done, 50));
  }
}

// What goes wrong on a page, as it goes on.
export function mistakes(page) {
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  return wrong;
}

// Looks whether the page fits a telephone and a desk in both colour schemes, and takes its pictures.
export async function shoot(page, name, height, fullPage) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 1280]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${name} is wider than ${width}`);
      if (shots) await page.screenshot({ path: path.join(shots, `${name}-${colorScheme}-${width}.png`), fullPage });
    }
  }
  await page.setViewportSize({ width: 1280, height });
}
