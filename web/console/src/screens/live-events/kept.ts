// The newest events, of which some are seen: pausing holds the view still while events go on being counted.
import type { LiveEvent } from "../../live";

/** So many are kept, whether they are seen or not. */
export const KEPT = 2_000;

export interface Kept {
  /** What can be seen, the newest first. */
  readonly seen: readonly LiveEvent[];
  /** What came since the view was stopped, the newest first. */
  readonly held: readonly LiveEvent[];
  /** How many of these there were; older ones among them are kept no more. */
  readonly heldCount: number;
  readonly isPaused: boolean;
  /** How many events came in all since the page was opened. */
  readonly count: number;
}

export const NOTHING: Kept = { seen: [], held: [], heldCount: 0, isPaused: false, count: 0 };

type Change = { kind: "came"; events: readonly LiveEvent[] } | { kind: "pause" } | { kind: "go" } | { kind: "clear" };

export function change(kept: Kept, what: Change): Kept {
  switch (what.kind) {
    case "came": {
      const count = kept.count + what.events.length;
      if (!kept.isPaused) return { ...kept, seen: before(what.events, kept.seen), count };
      return { ...kept, held: before(what.events, kept.held), heldCount: kept.heldCount + what.events.length, count };
    }
    case "pause":
      return { ...kept, isPaused: true };
    case "go":
      return { ...kept, seen: [...kept.held, ...kept.seen].slice(0, KEPT), held: [], heldCount: 0, isPaused: false };
    case "clear":
      return { ...kept, seen: [], held: [], heldCount: 0 };
  }
}

/** What came last stands first. */
function before(came: readonly LiveEvent[], kept: readonly LiveEvent[]): LiveEvent[] {
  return [...came.slice(-KEPT).reverse(), ...kept].slice(0, KEPT);
}

/** Whether an event is of a type, or names a thing. */
export function fits(event: LiveEvent, type: string, text: string): boolean {
  const isOfType = type === "" || (type.endsWith("*") ? event.type.startsWith(type.slice(0, -1)) : event.type === type || event.type.startsWith(`${type}.`));
  return isOfType && (text === "" || JSON.stringify(event.event).includes(text));
}
