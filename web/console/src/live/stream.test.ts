import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FLUSH_EVERY_MS, isOf, type LiveEvent, LiveStream, type Socket } from "./stream";

class FakeSocket implements Socket {
  #onMessage: (text: string) => void = () => {};
  #onClose: (code: number, reason: string) => void = () => {};
  sent: Record<string, unknown>[] = [];
  isClosed = false;

  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close() {
    this.isClosed = true;
  }

  onMessage(take: (text: string) => void) {
    this.#onMessage = take;
  }

  onClose(take: (code: number, reason: string) => void) {
    this.#onClose = take;
  }

  say(message: unknown) {
    this.#onMessage(JSON.stringify(message));
  }

  breaks(code: number, reason = "") {
    this.#onClose(code, reason);
  }

  event(place: string, type = "payment.captured") {
    this.say({ id: place, type, data: { id: `evt_${place}`, type } });
  }
}

function started() {
  const sockets: FakeSocket[] = [];
  const ended = vi.fn();
  const stream = new LiveStream(() => {
    sockets.push(new FakeSocket());
    return sockets.at(-1)!;
  }, ended);
  const told: (readonly LiveEvent[])[] = [];
  const gap = vi.fn();
  stream.read({ types: ["payment.*"], events: (events) => told.push(events), gap });
  stream.start();
  sockets[0]!.say({ type: "ready", data: { after: "77" } });
  return { stream, sockets, told, gap, ended };
}

const subscribed = (socket: FakeSocket | undefined) => socket?.sent.find((message) => message["type"] === "subscribe");

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("LiveStream", () => {
  it("tells a thousand events in one batch and gives credit for what it took", () => {
    const { sockets, told } = started();
    for (let at = 0; at < 1_000; at += 1) sockets[0]!.event(`78-${at}`);
    sockets[0]!.event("79-0", "ledger.posted");
    expect(told).toHaveLength(0);
    vi.advanceTimersByTime(FLUSH_EVERY_MS);
    expect(told.map((events) => events.length)).toEqual([1_000]);
    expect(sockets[0]!.sent.at(-1)).toEqual({ type: "credit", messages: 1_001 });
  });

  it("goes on after the last event when the connection breaks", () => {
    const { stream, sockets, told, gap } = started();
    sockets[0]!.event("80-1");
    vi.advanceTimersByTime(FLUSH_EVERY_MS);
    sockets[0]!.breaks(1006);
    expect(stream.status.kind).toBe("broken");
    vi.advanceTimersByTime(1_000);
    sockets[1]!.say({ type: "ready", data: { after: "99" } });
    expect(subscribed(sockets[1])).toMatchObject({ after: "80-1" });
    expect(stream.status.kind).toBe("live");
    expect(told).toHaveLength(1);
    expect(gap).not.toHaveBeenCalled();
  });

  it("asks again for what came and was not told", () => {
    const { sockets, told } = started();
    sockets[0]!.event("80-0");
    sockets[0]!.event("80-1");
    sockets[0]!.breaks(1001, "node_stops");
    vi.advanceTimersByTime(1_000);
    sockets[1]!.say({ type: "ready", data: { after: "99" } });
    expect(subscribed(sockets[1])).toMatchObject({ after: "79" });
    expect(told).toHaveLength(0);
  });

  it("says that there is a gap after a long break", () => {
    const { stream, sockets, gap } = started();
    sockets[0]!.breaks(1006);
    for (let at = 1; stream.status.kind === "broken" && at < 20; at += 1) {
      vi.advanceTimersByTime(20_000);
      if (at < 3) sockets[at]!.breaks(1006);
      else sockets.at(-1)!.say({ type: "ready", data: { after: "500" } });
    }
    expect(gap).toHaveBeenCalledOnce();
    expect(subscribed(sockets.at(-1))).toMatchObject({ after: "500" });
  });

  it("stays away where the node refuses it", () => {
    const { stream, sockets, ended } = started();
    sockets[0]!.breaks(4401, "credential_ended");
    expect(stream.status).toEqual({ kind: "refused", reason: "credential_ended" });
    expect(ended).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });

  it("gives a connection up that is silent", () => {
    const { stream, sockets } = started();
    vi.advanceTimersByTime(70_000);
    expect(sockets[0]!.isClosed).toBe(true);
    expect(sockets.length).toBeGreaterThan(1);
    expect(stream.status.kind).toBe("broken");
  });
});

it("types match by their beginning where they end with a star", () => {
  expect(isOf("payment.captured", ["refund.*", "payment.*"])).toBe(true);
  expect(isOf("payment.captured", ["payment.capture"])).toBe(false);
});
