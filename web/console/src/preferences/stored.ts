// What a person has chosen for this browser: theme, language, saved views. Never anything secret, and nothing that the node should know.
import { useCallback, useSyncExternalStore } from "react";

const PREFIX = "bezant.";
const listeners = new Set<() => void>();

function told() {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  // Other tabs of the same browser.
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** The text that is kept under this name, or null. Where the browser keeps nothing, nothing is kept. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function writeStored(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // A browser that keeps nothing shows the usual choice next time.
  }
  told();
}

/** A kept text and how to replace it; every reader sees the change, in other tabs too. */
export function useStored(name: string): [string | null, (value: string | null) => void] {
  const value = useSyncExternalStore(subscribe, () => readStored(name));
  const set = useCallback((next: string | null) => writeStored(name, next), [name]);
  return [value, set];
}
