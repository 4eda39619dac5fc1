// The one way to the node. Beside fetch it does three things: a change gets an idempotency key, so that repeating it is safe; a request
// that wants a fresh proof of who one is waits for it and is repeated; an answer that says the session has ended is told to the page.
import { Problem, problemOf, unreachable } from "./problem";

export interface Guards {
  /** Asks the person for a proof; false where they did not give it. */
  proveAgain(): Promise<boolean>;
  sessionEnded(problem: Problem): void;
}

let guards: Guards = { proveAgain: async () => false, sessionEnded: () => {} };

/** Who asks for proofs and shows the end of a session: the shell, once. */
export function installGuards(installed: Guards): void {
  guards = installed;
}

export async function guardedFetch(request: Request): Promise<Response> {
  if (request.method === "POST" && !request.headers.has("idempotency-key")) {
    request.headers.set("idempotency-key", crypto.randomUUID());
  }
  const again = request.clone();
  const first = await send(request);
  if (first.ok) return first;
  const problem = await problemOf(first);
  if (problem.code !== "step_up_required") throw told(problem, request);
  if (!(await guards.proveAgain())) throw problem;
  const second = await send(again);
  if (second.ok) return second;
  throw told(await problemOf(second), request);
}

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw unreachable();
  }
}

function told(problem: Problem, request: Request): Problem {
  // 401 to a sign-in or to a proof means that the guess was wrong.
  const isGuess = /^\/api\/v1\/(sign-in|me\/step-up)/.test(new URL(request.url).pathname);
  if (problem.status === 401 && !isGuess) guards.sessionEnded(problem);
  return problem;
}
