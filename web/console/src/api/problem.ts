// What the node refuses, as it says it: problem details with a stable code and the id to ask about.
import type { components } from "./schema";

export type ProblemBody = components["schemas"]["Problem"];

/** A refusal of the node, or an answer that is not the API's. */
export class Problem extends Error {
  readonly status: number;
  /** Stable, for programs: such as `permission_missing`; `unreachable` where no answer came, `unexpected` where it was not the API's. */
  readonly code: string;
  readonly title: string;
  /** In the node's log and audit trail too; empty where no answer came. */
  readonly correlationId: string;
  readonly mistakes: readonly components["schemas"]["Mistake"][];
  /** How long to wait before the next try, where the node says so. */
  readonly retryAfterSeconds: number | null;

  constructor(body: Pick<ProblemBody, "status" | "code" | "title" | "detail"> & Partial<ProblemBody>, retryAfterSeconds: number | null = null) {
    super(body.detail);
    this.name = "Problem";
    this.status = body.status;
    this.code = body.code;
    this.title = body.title;
    this.correlationId = body.correlation_id ?? "";
    this.mistakes = body.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether asking again may help without anything being changed. */
  get isPassing(): boolean {
    return this.code === "unreachable" || this.status === 429 || this.status >= 500;
  }
}

/** The problem in an answer that is not a success. */
export async function problemOf(response: Response): Promise<Problem> {
  const wait = Number(response.headers.get("retry-after") ?? Number.NaN);
  const seconds = Number.isFinite(wait) ? wait : null;
  try {
    const body = (await response.json()) as Partial<ProblemBody>;
    if (typeof body.code === "string" && typeof body.title === "string") {
      return new Problem({ detail: body.title, status: response.status, ...body, code: body.code, title: body.title }, seconds);
    }
  } catch {
    // Not JSON: said below.
  }
  const correlation = response.headers.get("x-correlation-id") ?? "";
  const said = `${response.status} ${response.statusText}`.trim();
  return new Problem({ status: response.status, code: "unexpected", title: said, detail: said, correlation_id: correlation }, seconds);
}

export function unreachable(): Problem {
  return new Problem({ status: 0, code: "unreachable", title: "unreachable", detail: "unreachable" });
}

/** Whatever was thrown, as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new Problem({ status: 0, code: "unexpected", title: said, detail: said });
}
