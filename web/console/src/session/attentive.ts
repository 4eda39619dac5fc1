// Whether somebody is in front of the page. A page that is left open must not keep its session alive by asking: while nobody is there,
// nothing is asked, and the session ends when the tenant's settings say so.
import { useSyncExternalStore } from "react";

const REST_MS = 5 * 60_000;

let lastSign = Date.now();
let attentive = true;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function update() {
  const isHere = document.visibilityState === "visible" && Date.now() - lastSign < REST_MS;
  clearTimeout(timer);
  if (isHere) timer = setTimeout(update, lastSign + REST_MS - Date.now());
  if (isHere === attentive) return;
  attentive = isHere;
  for (const listener of listeners) listener();
}

function sign() {
  lastSign = Date.now();
  if (!attentive) update();
}

function seen() {
  if (document.visibilityState === "visible") lastSign = Date.now();
  update();
}

function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    for (const event of ["pointerdown", "pointermove", "keydown", "wheel"]) addEventListener(event, sign, { passive: true });
    document.addEventListener("visibilitychange", seen);
    update();
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    for (const event of ["pointerdown", "pointermove", "keydown", "wheel"]) removeEventListener(event, sign);
    document.removeEventListener("visibilitychange", seen);
    clearTimeout(timer);
  };
}

export function isAttentive(): boolean {
  return attentive;
}

export function useAttentive(): boolean {
  return useSyncExternalStore(subscribe, isAttentive);
}

/** An interval for `refetchInterval` that rests while nobody is there. */
export function useInterval(milliseconds: number): number | false {
  return useAttentive() ? milliseconds : false;
}
