// The languages of the console, each by its own name. Catalogues are messages/CODE.json of the shell and of every screen.

interface Language {
  readonly code: string;
  /** Its name in itself. */
  readonly name: string;
  readonly direction: "ltr" | "rtl";
}

export const LANGUAGES = [
  { code: "en", name: "English", direction: "ltr" },
  { code: "hi", name: "हिन्दी", direction: "ltr" },
  { code: "bn", name: "বাংলা", direction: "ltr" },
  { code: "ta", name: "தமிழ்", direction: "ltr" },
  { code: "te", name: "తెలుగు", direction: "ltr" },
  { code: "mr", name: "मराठी", direction: "ltr" },
  { code: "gu", name: "ગુજરાતી", direction: "ltr" },
  { code: "kn", name: "ಕನ್ನಡ", direction: "ltr" },
  { code: "ml", name: "മലയാളം", direction: "ltr" },
  { code: "pa", name: "ਪੰਜਾਬੀ", direction: "ltr" },
  { code: "ur", name: "اردو", direction: "rtl" },
] as const satisfies readonly Language[];

export type LanguageCode = (typeof LANGUAGES)[number]["code"];

/** What is shown where a message is not translated. */
export const SOURCE: LanguageCode = "en";

export function languageOf(code: string | null | undefined): (typeof LANGUAGES)[number] | undefined {
  return LANGUAGES.find((language) => language.code === code);
}

/** The first language of the browser that the console has. */
export function preferred(asked: readonly string[]): LanguageCode {
  for (const tag of asked) {
    const known = languageOf(tag.split("-")[0]);
    if (known) return known.code;
  }
  return SOURCE;
}

/** The locale for numbers and dates: the reader's own region where the browser says one for this language. */
export function localeOf(code: LanguageCode, asked: readonly string[]): string {
  return asked.find((tag) => tag.split("-")[0] === code) ?? code;
}
