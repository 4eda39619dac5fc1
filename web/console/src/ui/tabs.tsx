// Parts of a page of which one is seen. The chosen one stands in the address, so that it can be linked to and gone back from.
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { languageOf, useLanguage } from "../i18n";
import styles from "./tabs.module.css";

interface Tab {
  name: string;
  label: string;
  content: ReactNode;
}

export function Tabs({ label, tabs, parameter = "tab" }: { label: string; tabs: readonly Tab[]; parameter?: string }) {
  const { language } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const first = tabs[0]?.name ?? "";
  const asked = search.get(parameter);
  const chosen = tabs.some((tab) => tab.name === asked) ? asked! : first;
  const choose = (name: string) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      if (name === first) next.delete(parameter);
      else next.set(parameter, name);
      return next;
    }, { replace: true });
  return (
    <Radix.Root value={chosen} onValueChange={choose} dir={languageOf(language)?.direction ?? "ltr"}>
      <Radix.List className={styles.list} aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.name} value={tab.name} className={styles.tab}>
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.name} value={tab.name}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
