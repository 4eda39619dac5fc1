// One WebSocket for the whole page (docs/events.md). Events are gathered and told four times a second, so that a thousand a second cost
// as many redraws as four; the node sends no more than the page has taken, by credit. After a break it goes on where it was; where
// that would be too much, readers are told that there is a gap and read anew.
import type { Schemas } from "../api";

export interface LiveEvent {
  /** Its place in the log, such as `77-0`. */
  readonly place: string;
  readonly type: string;
  readonly event: Schemas["Event"];
}

export type LiveStatus =
  /** Nobody listens, or the page is not seen. */
  | { readonly kind: "off" }
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** Since when nothing came; another try is under way. */
  | { readonly kind: "broken"; readonly since: number }
  /** The node says no, and would again. */
  | { readonly kind: "refused"; readonly reason: string };

export interface Reader {
  /** Types or beginnings of them with a star, as the node takes them; none for all. */
  readonly types: readonly string[];
  events(events: readonly LiveEvent[]): void;
  /** Events have been missed: what was read before may be old. */
  gap?(): void;
}

export const FLUSH_EVERY_MS = 250;
/** So many events can be on their way: at most four thousand a second. */
const CREDIT = 1_000;
/** A shorter break is caught up from the log, a longer one is a gap. */
const CATCH_UP_MS = 30_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** No word for three of the node's heartbeats: the connection is dead, whatever the browser says. */
const SILENT_MS = 50_000;
const PING_EVERY_MS = 15_000;

/** The part of a WebSocket that is used. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onMessage(take: (text: string) => void): void;
  onClose(take: (code: number, reason: string) => void): void;
}

export class LiveStream {
  #open: () => Socket;
  #ended: () => void;
  #readers = new Set<Reader>();
  #listeners = new Set<() => void>();
  #status: LiveStatus = { kind: "off" };
  #socket: Socket | null = null;
  #wanted = false;
  #waiting: LiveEvent[] = [];
  #flush: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #tries = 0;
  #lastPlace: string | null = null;
  #heardAt = 0;

  /** `ended` is told when the node says that whoever watched may not any longer. */
  constructor(open: () => Socket, ended: () => void) {
    this.#open = open;
    this.#ended = ended;
  }

  get status(): LiveStatus {
    return this.#status;
  }

  onStatus(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  read(reader: Reader): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#connect();
  }

  stop(): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    this.#drop();
    this.#lastPlace = null;
    this.#set({ kind: "off" });
  }

  #connect(): void {
    if (this.#status.kind !== "broken") this.#set({ kind: "connecting" });
    const socket = this.#open();
    this.#socket = socket;
    socket.onMessage((text) => this.#take(socket, text));
    socket.onClose((code, reason) => this.#closed(socket, code, reason));
  }

  #take(socket: Socket, text: string): void {
    this.#heardAt = Date.now();
    const message = JSON.parse(text) as { type: string; id?: string; data?: unknown };
    if (message.id !== undefined) {
      this.#waiting.push({ place: message.id, type: message.type, event: message.data as Schemas["Event"] });
      this.#lastPlace = message.id;
      this.#flush ??= setTimeout(() => this.#tell(), FLUSH_EVERY_MS);
    } else if (message.type === "ready") this.#ready(socket, (message.data as { after: string }).after);
  }

  #ready(socket: Socket, after: string): void {
    const missedFor = this.#status.kind === "broken" ? Date.now() - this.#status.since : 0;
    const from = missedFor < CATCH_UP_MS ? (this.#lastPlace ?? after) : after;
    socket.send(JSON.stringify({ type: "credit", messages: CREDIT }));
    socket.send(JSON.stringify({ type: "subscribe", subscription: "page", after: from }));
    this.#tries = 0;
    clearInterval(this.#ping);
    this.#ping = setInterval(() => this.#beat(socket), PING_EVERY_MS);
    this.#set({ kind: "live" });
    if (missedFor >= CATCH_UP_MS) for (const reader of this.#readers) reader.gap?.();
  }

  #beat(socket: Socket): void {
    if (Date.now() - this.#heardAt > SILENT_MS) {
      socket.close();
      this.#closed(socket, 1006, "silent");
    } else socket.send(JSON.stringify({ type: "ping" }));
  }

  #tell(): void {
    this.#flush = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    this.#socket?.send(JSON.stringify({ type: "credit", messages: events.length }));
    for (const reader of this.#readers) {
      const wanted = reader.types.length === 0 ? events : events.filter((event) => isOf(event.type, reader.types));
      if (wanted.length > 0) reader.events(wanted);
    }
  }

  #closed(socket: Socket, code: number, reason: string): void {
    if (socket !== this.#socket) return;
    this.#drop();
    if (!this.#wanted) return;
    if (code === 4401) this.#ended();
    if (code === 4401 || code === 4403) {
      this.#set({ kind: "refused", reason });
      return;
    }
    if (this.#status.kind !== "broken") this.#set({ kind: "broken", since: Date.now() });
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#tries) * (0.75 + Math.random() / 2);
    this.#tries += 1;
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#flush);
    clearInterval(this.#ping);
    this.#flush = undefined;
    // What was not told is asked for again.
    if (this.#waiting[0]) this.#lastPlace = before(this.#waiting[0].place, this.#lastPlace);
    this.#waiting = [];
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #set(status: LiveStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }
}

/** A place that all events from this one on come after; the log's positions and the indexes within an entry are whole numbers. */
function before(place: string, otherwise: string | null): string | null {
  const [position, index] = place.split("-").map(Number);
  if (position === undefined || index === undefined) return otherwise;
  return index > 0 ? `${position}-${index - 1}` : `${position - 1}`;
}

/** Whether a type is one of these, where `payment.*` is all that begin so. */
export function isOf(type: string, types: readonly string[]): boolean {
  return types.some((one) => (one.endsWith("*") ? type.startsWith(one.slice(0, -1)) : type === one));
}
