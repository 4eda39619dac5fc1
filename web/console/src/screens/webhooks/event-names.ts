/** The events in a text, as people write lists: by commas, spaces or lines. */
export function eventNames(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((name) => name !== ""))];
}
