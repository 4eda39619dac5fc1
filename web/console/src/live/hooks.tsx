// The live events for components. A subscription lives as long as the component does.
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { isAttentive, sessionHasEnded } from "../session";
import { type LiveEvent, type LiveStatus, LiveStream, type Socket } from "./stream";

/** A page that nobody sees stays connected so long. */
const UNSEEN_MS = 60_000;
/** Queries are asked anew at most so often, however much happens. */
const REFRESH_EVERY_MS = 2_000;

const stream = new LiveStream(open, sessionHasEnded);

function open(): Socket {
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/events/ws`;
  const socket = new WebSocket(address, "bezant.events.v1");
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(),
    onMessage: (take) => socket.addEventListener("message", ({ data }) => take(String(data))),
    onClose: (take) => socket.addEventListener("close", ({ code, reason }) => take(code, reason)),
  };
}

/** Runs the stream while the page is seen; the shell calls it once, if the person may watch. */
export function useLiveStream(allowed: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!allowed) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      clearTimeout(timer);
      if (document.visibilityState === "hidden") timer = setTimeout(() => stream.stop(), UNSEEN_MS);
      else if (stream.status.kind === "off") {
        stream.start();
        // What happened while nobody looked.
        void queries.invalidateQueries();
      }
    };
    if (document.visibilityState === "visible") stream.start();
    const forget = stream.read({ types: ["none"], events: () => {}, gap: () => void queries.invalidateQueries() });
    document.addEventListener("visibilitychange", follow);
    return () => {
      clearTimeout(timer);
      forget();
      document.removeEventListener("visibilitychange", follow);
      stream.stop();
    };
  }, [allowed, queries]);
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(
    (listener) => stream.onStatus(listener),
    () => stream.status,
  );
}

/** Calls back with the events of these types, at most four times a second. `types` is a constant of the module. */
export function useLiveEvents(types: readonly string[], take: (events: readonly LiveEvent[]) => void): void {
  const onEvents = useEffectEvent(take);
  useEffect(() => stream.read({ types, events: (events) => onEvents(events) }), [types]);
}

/** The newest events of these types, newest first. */
export function useRecentEvents(types: readonly string[], limit: number): readonly LiveEvent[] {
  const [recent, setRecent] = useState<readonly LiveEvent[]>([]);
  useLiveEvents(types, (events) => setRecent((old) => [...events.slice(-limit).reverse(), ...old].slice(0, limit)));
  return recent;
}

/**
 * Asks these queries anew when something of these types happens; both lists are constants of the module. While nobody is there it does
 * not, so that the session can end.
 */
export function useLiveRefresh(types: readonly string[], keys: readonly QueryKey[], everyMs = REFRESH_EVERY_MS): void {
  const queries = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastAt = 0;
    const refresh = () => {
      timer = undefined;
      lastAt = Date.now();
      for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
    };
    const events = () => {
      if (isAttentive()) timer ??= setTimeout(refresh, Math.max(0, lastAt + everyMs - Date.now()));
    };
    const forget = stream.read({ types, events });
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [types, keys, everyMs, queries]);
}
