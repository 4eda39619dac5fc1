// Which messages are not translated yet, and whether every translation fits its English message.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { LANGUAGES, SOURCE } from "./languages";

// A message that is missing in a language fails.
const EVERY_LANGUAGE_IS_COMPLETE = true;

const root = path.resolve(import.meta.dirname, "..");
const screens = readdirSync(path.join(root, "screens"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const folders = ["app", "ui", ...screens.map((entry) => `screens/${entry.name}`)];

function read(file: string): Record<string, string> | null {
  try {
    return JSON.parse(readFileSync(path.join(root, file), "utf8")) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** The names of a message's values, in any order. */
function values(message: string): string[] {
  const found = new Set<string>();
  const walk = (elements: unknown): void => {
    if (!Array.isArray(elements)) return;
    for (const element of elements as { type: number; value: unknown; options?: Record<string, { value: unknown }> }[]) {
      // 0 is plain text and 7 the sign # of a plural: neither is a value.
      if (element.type !== 0 && element.type !== 7 && typeof element.value === "string") found.add(element.value);
      for (const option of Object.values(element.options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(message, SOURCE, undefined, { ignoreTag: true }).getAst());
  return [...found].sort();
}

describe.each(folders)("%s", (folder) => {
  const source = read(`${folder}/messages/en.json`);

  it("has English messages that can be parsed", () => {
    expect(source).not.toBeNull();
    for (const message of Object.values(source ?? {})) expect(() => values(message)).not.toThrow();
  });

  it.each(LANGUAGES.filter((language) => language.code !== SOURCE))("fits in $code", ({ code }) => {
    const own = read(`${folder}/messages/${code}.json`) ?? {};
    for (const [key, message] of Object.entries(own)) {
      expect(Object.keys(source ?? {}), `${code} has a message that English has not`).toContain(key);
      expect(values(message), `${code}: ${key}`).toEqual(values(source?.[key] ?? ""));
    }
    const missing = Object.keys(source ?? {}).filter((key) => !(key in own));
    if (EVERY_LANGUAGE_IS_COMPLETE) expect(missing, `${folder} in ${code}`).toEqual([]);
    else if (missing.length > 0) console.info(`${folder} in ${code}: ${missing.length} messages are not translated`);
  });
});

it.each(screens.map((entry) => entry.name))("the screen %s has a title in English and in known languages", (screen) => {
  const titles = read(`screens/${screen}/title.json`);
  expect(titles?.[SOURCE]).toBeTruthy();
  const known = LANGUAGES.map((language) => language.code as string);
  expect(Object.keys(titles ?? {}).filter((code) => !known.includes(code))).toEqual([]);
  if (EVERY_LANGUAGE_IS_COMPLETE) expect(Object.keys(titles ?? {}).sort()).toEqual([...known].sort());
});
