import { describe, expect, it } from "vitest";
import { catalogue, makeTranslate } from "./catalogue";
import { localeOf, preferred } from "./languages";

describe("messages", () => {
  const source = { found: "{count, plural, one {# payment} other {# payments}}", by: "by {name}", only: "only <English>" };

  it("choose the plural by the language", () => {
    const t = makeTranslate<"found">({}, source, "en");
    expect(t("found", { count: 1 })).toBe("1 payment");
    expect(t("found", { count: 1200 })).toBe("1,200 payments");
  });

  it("fall back to English with English plurals", () => {
    // Hindi has "one" for 0, English has not.
    const t = makeTranslate<keyof typeof source>({ by: "{name} द्वारा" }, source, "hi");
    expect(t("by", { name: "Ann" })).toBe("Ann द्वारा");
    expect(t("found", { count: 0 })).toBe("0 payments");
    expect(t("only")).toBe("only <English>");
  });

  it("are loaded once a language, and again after a failure", async () => {
    let tries = 0;
    const messages = catalogue<"word">({
      "./messages/en.json": async () => {
        tries += 1;
        if (tries === 1) throw new Error("offline");
        return { default: { word: "Word" } };
      },
    });
    await expect(messages.load("en")).rejects.toThrow("offline");
    expect((await messages.load("en"))("word")).toBe("Word");
    expect(messages.load("en")).toBe(messages.load("en"));
    expect(tries).toBe(2);
  });
});

describe("languages", () => {
  it("are the first of the browser's that there is", () => {
    expect(preferred(["de-DE", "ta-IN", "en"])).toBe("ta");
    expect(preferred(["fr"])).toBe("en");
  });

  it("keep the reader's region for numbers", () => {
    expect(localeOf("en", ["en-IN", "hi"])).toBe("en-IN");
    expect(localeOf("ur", ["en-IN"])).toBe("ur");
  });
});
