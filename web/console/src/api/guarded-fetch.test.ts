import { afterEach, describe, expect, it, vi } from "vitest";
import { guardedFetch, installGuards } from "./guarded-fetch";
import { Problem } from "./problem";

const site = "http://node.test";

function problem(status: number, code: string): Response {
  const body = { type: `/docs/errors/${code}`, title: code, status, code, detail: "said", correlation_id: "cor_1" };
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/problem+json" } });
}

function answers(...responses: Response[]) {
  const seen: Request[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    seen.push(request);
    const next = responses.shift();
    if (!next) throw new TypeError("no connection");
    return next;
  });
  return seen;
}

const change = () => new Request(`${site}/api/v1/payments/pay_1/refunds`, { method: "POST", body: '{"amount":5}' });

afterEach(() => vi.unstubAllGlobals());

describe("guardedFetch", () => {
  it("repeats a change with the same key and body after a proof", async () => {
    const proveAgain = vi.fn(async () => true);
    installGuards({ proveAgain, sessionEnded: () => {} });
    const seen = answers(problem(403, "step_up_required"), new Response("{}", { status: 201 }));
    expect((await guardedFetch(change())).status).toBe(201);
    expect(proveAgain).toHaveBeenCalledOnce();
    expect(seen[0]?.headers.get("idempotency-key")).toBeTruthy();
    expect(seen[1]?.headers.get("idempotency-key")).toBe(seen[0]?.headers.get("idempotency-key"));
    expect(await seen[1]?.text()).toBe('{"amount":5}');
  });

  it("gives the refusal where no proof is given", async () => {
    installGuards({ proveAgain: async () => false, sessionEnded: () => {} });
    const seen = answers(problem(403, "step_up_required"));
    await expect(guardedFetch(change())).rejects.toMatchObject({ code: "step_up_required", correlationId: "cor_1" });
    expect(seen).toHaveLength(1);
  });

  it("tells that the session has ended, but not for a wrong guess", async () => {
    const sessionEnded = vi.fn();
    installGuards({ proveAgain: async () => false, sessionEnded });
    answers(problem(401, "session_idle"), problem(401, "sign_in_failed"));
    await expect(guardedFetch(new Request(`${site}/api/v1/me`))).rejects.toBeInstanceOf(Problem);
    expect(sessionEnded).toHaveBeenCalledOnce();
    await expect(guardedFetch(new Request(`${site}/api/v1/sign-in`, { method: "POST" }))).rejects.toMatchObject({ status: 401 });
    expect(sessionEnded).toHaveBeenCalledOnce();
  });

  it("says that no answer came", async () => {
    answers();
    await expect(guardedFetch(new Request(`${site}/api/v1/me`))).rejects.toMatchObject({ code: "unreachable", isPassing: true });
  });

  it("shows an answer that is not the API's as it is", async () => {
    answers(new Response("<html>", { status: 502, statusText: "Bad Gateway", headers: { "retry-after": "3" } }));
    await expect(guardedFetch(new Request(`${site}/api/v1/me`))).rejects.toMatchObject({ code: "unexpected", message: "502 Bad Gateway", retryAfterSeconds: 3 });
  });
});
