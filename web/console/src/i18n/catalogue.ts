// A catalogue: the messages of the shell or of one screen in all languages, loaded when they are first needed. What a language lacks
// is English. Messages are ICU messages: {name}, {count, plural, one {# payment} other {# payments}}, {kind, select, …}.
import { IntlMessageFormat } from "intl-messageformat";
import { type LanguageCode, SOURCE } from "./languages";

export type Values = Record<string, string | number>;
export type Translate<Key extends string> = (key: Key, values?: Values) => string;

type Messages = Readonly<Record<string, string>>;
type Loaders = Record<string, () => Promise<unknown>>;

export interface Catalogue<Key extends string> {
  /** The messages of a language; the same promise every time, so that a component can wait for it. */
  load(language: LanguageCode): Promise<Translate<Key>>;
}

/**
 * Makes a catalogue of `import.meta.glob("./messages/*.json")`. Its keys are the type's:
 * `catalogue<keyof typeof import("./messages/en.json")>(…)`.
 */
export function catalogue<Key extends string>(loaders: Loaders): Catalogue<Key> {
  const loaded = new Map<LanguageCode, Promise<Translate<Key>>>();
  return {
    load(language) {
      const known = loaded.get(language);
      if (known) return known;
      const promise = loadTranslate<Key>(loaders, language);
      loaded.set(language, promise);
      // A failed download is tried again by the next reader.
      promise.catch(() => loaded.delete(language));
      return promise;
    },
  };
}

async function loadTranslate<Key extends string>(loaders: Loaders, language: LanguageCode): Promise<Translate<Key>> {
  const [source, own] = await Promise.all([read(loaders, SOURCE), language === SOURCE ? {} : read(loaders, language)]);
  return makeTranslate(own, source, language);
}

async function read(loaders: Loaders, language: LanguageCode): Promise<Messages> {
  const loader = loaders[`./messages/${language}.json`];
  if (!loader) return {};
  return ((await loader()) as { default: Messages }).default;
}

/** Messages as a function; each is parsed when it is first said. */
export function makeTranslate<Key extends string>(own: Messages, source: Messages, language: LanguageCode): Translate<Key> {
  const parsed = new Map<Key, IntlMessageFormat>();
  return (key, values) => {
    let message = parsed.get(key);
    if (!message) {
      // Plurals of a message that fell back follow the rules of the language that it is in.
      const text = own[key] ?? source[key];
      if (text === undefined) return key;
      message = new IntlMessageFormat(text, own[key] === undefined ? SOURCE : language, undefined, { ignoreTag: true });
      parsed.set(key, message);
    }
    return String(message.format(values));
  };
}
