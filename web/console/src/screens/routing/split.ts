// Weights of gateways as people type them.

/** `adyen 70, stripe 30` as weights; null where it can't be read. */
export function splitOf(typed: string): Record<string, number> | null {
  const parts = typed.split(",").map((part) => /^\s*([\w-]+)\s+(\d{1,6})\s*$/.exec(part));
  if (parts.some((part) => part === null)) return null;
  return Object.fromEntries(parts.map((part) => [part![1]!, Number(part![2])]));
}
