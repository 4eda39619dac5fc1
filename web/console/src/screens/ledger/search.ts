// What is looked at, kept in the address: the instant as of which the books are read, and the period.
import { useState } from "react";
import { useSearchParams } from "react-router";

/** Sets parameters of the address; null takes one away. The page before stays the page before. */
export function useParameters(): [URLSearchParams, (changes: Record<string, string | null>) => void] {
  const [search, setSearch] = useSearchParams();
  const change = (changes: Record<string, string | null>) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === "") next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  return [search, change];
}

/** As the API takes it: what was known `at` a time, and what counts as of `effective_at`. */
export interface AsOf {
  at?: string;
  effective_at?: string;
}

export function useAsOf(): AsOf {
  const [search] = useParameters();
  const at = search.get("at");
  const effectiveAt = search.get("effective_at");
  return { ...(at ? { at } : {}), ...(effectiveAt ? { effective_at: effectiveAt } : {}) };
}

export const PERIODS = { hour: 3_600_000, day: 86_400_000, week: 604_800_000, month: 2_592_000_000 } as const;
export type PeriodName = keyof typeof PERIODS | "all" | "own";

export interface Period {
  name: PeriodName;
  from?: string;
  to?: string;
}

/** The last so many hours up to the opening of the page, everything, or what was typed. */
export function usePeriod(): Period {
  const [search] = useParameters();
  const [openedAt] = useState(Date.now);
  const name = (search.get("period") ?? "day") as PeriodName;
  if (name === "own") {
    const from = search.get("from");
    const to = search.get("to");
    return { name, ...(from ? { from } : {}), ...(to ? { to } : {}) };
  }
  if (name in PERIODS) return { name, from: new Date(openedAt - PERIODS[name as keyof typeof PERIODS]).toISOString() };
  return { name: "all" };
}
