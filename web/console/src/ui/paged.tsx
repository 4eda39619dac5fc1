// A list that comes page by page: `usePages` asks for pages by their cursor, `PagedTable` shows the rows and asks for more as one scrolls.
import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DataTable, type DataTableProps } from "./table";
import { ErrorState, LoadingState, StaleNote } from "./states";

interface PageOf<Row> {
  data: Row[];
  next_cursor?: string | null;
}

interface PagesOptions {
  refetchInterval?: number | false;
  enabled?: boolean;
}

/** `read` asks for the page at a cursor, the first one without. */
export function usePages<Page extends PageOf<unknown>>(queryKey: QueryKey, read: (cursor: { cursor?: string }) => Promise<Page>, options: PagesOptions = {}) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam ? { cursor: pageParam } : {}),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    ...options,
  });
  const rows = (query.data?.pages.flatMap((page) => page.data) ?? []) as Page["data"];
  return { query, rows, first: query.data?.pages[0] };
}

type Pages<Row> = Pick<ReturnType<typeof usePages>, "query"> & { rows: readonly Row[] };

interface PagedTableProps<Row> extends Omit<DataTableProps<Row & object>, "rows" | "onMore" | "isLoadingMore"> {
  pages: Pages<Row>;
  /** What stands there instead of no rows. */
  empty: ReactNode;
}

export function PagedTable<Row extends object>({ pages: { query, rows }, empty, ...table }: PagedTableProps<Row>) {
  const retry = () => void query.refetch();
  if (query.data === undefined) return query.isError ? <ErrorState error={query.error} onRetry={retry} /> : <LoadingState />;
  return (
    <>
      {query.isError && <StaleNote readAt={query.dataUpdatedAt} onRetry={retry} />}
      {rows.length === 0 && !query.hasNextPage ? (
        empty
      ) : (
        <DataTable {...table} rows={rows} onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined} isLoadingMore={query.isFetchingNextPage} />
      )}
    </>
  );
}
