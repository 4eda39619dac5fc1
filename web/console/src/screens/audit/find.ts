// Asks the trail.
import { api, data } from "../../api";
import type { AuditRecord } from "./record";
import { queryOf, type Search } from "./search";

export interface AuditPage {
  data: AuditRecord[];
  next_cursor?: string | null;
  /** So many newer records are not looked through yet. */
  behind: number;
}

export async function find(search: Search, page: { cursor?: string; limit?: number }): Promise<AuditPage> {
  const answer = await data(api.GET("/api/v1/audit", { params: { query: { limit: 100, ...queryOf(search), ...page } } }));
  return { ...answer, data: answer.data as unknown as AuditRecord[] };
}

/** A file has no more records than this: longer exports, with proofs, are made beside the node. */
export const MOST_SAVED = 5_000;

/** What is found, the newest first, one record a line. */
export async function findLines(search: Search): Promise<{ text: string; count: number; isAll: boolean }> {
  const lines: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await find(search, { limit: 200, ...(cursor ? { cursor } : {}) });
    lines.push(...page.data.map((record) => JSON.stringify(record)));
    cursor = page.next_cursor;
  } while (cursor && lines.length < MOST_SAVED);
  return { text: `${lines.join("\n")}\n`, count: lines.length, isAll: !cursor };
}
