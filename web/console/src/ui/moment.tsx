// A time as people say it, with the exact one behind it.
import { useSyncExternalStore } from "react";
import type { Time } from "../format";
import { useFormats } from "../i18n";

const EVERY_MS = 10_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time now, to ten seconds; one clock for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** `relative`: how long ago; else the date and time. */
export function Moment({ time, relative = false }: { time: Time; relative?: boolean }) {
  const formats = useFormats();
  return (
    <time dateTime={new Date(time).toISOString()} title={formats.exactTime(time)}>
      {relative ? <Ago time={time} /> : formats.dateTime(time)}
    </time>
  );
}

function Ago({ time }: { time: Time }) {
  const formats = useFormats();
  const clock = useNow();
  // What is newer than the page's clock is now, and not in some seconds.
  const at = new Date(time).getTime();
  return formats.relative(at > clock && at <= Date.now() ? clock : at, clock);
}
