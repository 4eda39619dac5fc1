// The language of the page: chosen, or the browser's. Everything below is told by context.
import { createContext, type ReactNode, startTransition, use, useCallback, useEffect, useMemo, useState } from "react";
import { type Formats, makeFormats } from "../format";
import { useStored } from "../preferences";
import type { Catalogue, Translate } from "./catalogue";
import { type LanguageCode, languageOf, localeOf, preferred } from "./languages";

interface LanguageState {
  readonly language: LanguageCode;
  readonly formats: Formats;
  choose(language: LanguageCode): void;
}

const LanguageContext = createContext<LanguageState | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [stored, store] = useStored("language");
  const wanted = languageOf(stored)?.code ?? preferred(navigator.languages);
  // Follows in a transition, so that the page stays as it is until the new messages are there.
  const [language, setLanguage] = useState(wanted);
  useEffect(() => startTransition(() => setLanguage(wanted)), [wanted]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = languageOf(language)?.direction ?? "ltr";
  }, [language]);
  const choose = useCallback((next: LanguageCode) => store(next), [store]);
  const state = useMemo(
    () => ({ language, formats: makeFormats(localeOf(language, navigator.languages)), choose }),
    [language, choose],
  );
  return <LanguageContext value={state}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageState {
  const state = use(LanguageContext);
  if (!state) throw new Error("useLanguage outside of LanguageProvider");
  return state;
}

export function useFormats(): Formats {
  return useLanguage().formats;
}

/** The messages of a catalogue in the page's language; waits for them where they are not loaded. */
export function useMessages<Key extends string>(catalogue: Catalogue<Key>): Translate<Key> {
  return use(catalogue.load(useLanguage().language));
}
