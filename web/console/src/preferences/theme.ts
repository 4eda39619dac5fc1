// Light, dark, or as the system has it. The styles follow `color-scheme`, which data-theme sets.
import { useEffect } from "react";
import { readStored, useStored } from "./stored";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const NAME = "theme";

function parse(value: string | null): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}

function apply(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** Before the first paint. */
export function applyStoredTheme(): void {
  apply(parse(readStored(NAME)));
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [value, set] = useStored(NAME);
  const theme = parse(value);
  useEffect(() => apply(theme), [theme]);
  return [theme, set];
}
