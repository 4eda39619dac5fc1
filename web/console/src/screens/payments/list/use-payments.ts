// The list's data: pages by cursor, kept fresh by the live events. What is shown changes in its place; newer payments come by themselves
// while only the first page is there, and else are announced, so that nothing moves under the reader's eyes.
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { api, data } from "../../../api";
import { type LiveEvent, useLiveEvents } from "../../../live";
import { isAttentive } from "../../../session";
import { type Filters, queryOf } from "./filters";
import { type PaymentRow, type RowPage, type Rows, rowOf, rowsOf, withNewer } from "./rows";

const PAGE = 200;
const TYPES = ["payment.*", "refund.*", "dispute.*"];
/** Reads for the live events: at most so often, and at most so many payments at once. */
const REFRESH_EVERY_MS = 2_000;
const MOST_CHANGED = 20;

type Pages = InfiniteData<RowPage, string | null>;

export function usePayments(filters: Filters) {
  const queries = useQueryClient();
  const query = queryOf(filters);
  const key = useMemo(() => ["payments", query] as const, [JSON.stringify(query)]);
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      data(api.GET("/api/v1/payments", { params: { query: { ...query, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    // Asking anew would read every page again.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const before = useRef<Rows>(undefined);
  const { rows, ids: shown } = useMemo(() => (before.current = rowsOf(list.data?.pages ?? [], before.current)), [list.data]);

  const [isNewer, setIsNewer] = useState(false);
  const changed = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const refresh = async () => {
    timer.current = undefined;
    const pages = queries.getQueryData<Pages>(key);
    if (!pages) return;
    if (pages.pages.length === 1) {
      changed.current.clear();
      await queries.refetchQueries({ queryKey: key, exact: true });
      return;
    }
    const ids = [...changed.current].slice(-MOST_CHANGED);
    changed.current.clear();
    const read = await Promise.allSettled(ids.map((id) => data(api.GET("/api/v1/payments/{id}", { params: { path: { id } } }))));
    const newer = new Map<string, PaymentRow>();
    for (const one of read) if (one.status === "fulfilled") newer.set(one.value.id, rowOf(one.value));
    queries.setQueryData<Pages>(key, (old) => old && { ...old, pages: withNewer(old.pages, newer) });
  };

  useLiveEvents(TYPES, (events: readonly LiveEvent[]) => {
    for (const { type, event } of events) {
      if (event.payment && shown.has(event.payment)) changed.current.add(event.payment);
      else if (type === "payment.created") setIsNewer(true);
    }
    const isFirstPage = (list.data?.pages.length ?? 0) <= 1;
    // While nobody is there nothing is asked, so that the session can end.
    if (isAttentive() && (changed.current.size > 0 || isFirstPage)) timer.current ??= setTimeout(() => void refresh(), REFRESH_EVERY_MS);
  });

  const startAnew = useCallback(() => {
    setIsNewer(false);
    return queries.resetQueries({ queryKey: key, exact: true });
  }, [queries, key]);
  return { list, rows, startAnew, isNewer: isNewer && (list.data?.pages.length ?? 0) > 1 };
}
