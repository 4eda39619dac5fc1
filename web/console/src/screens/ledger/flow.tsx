// Where money went in a period: a Sankey diagram between groups of accounts, and the same as a table. It is summed here, from the
// journal, so it says how many transfers it has seen.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Waypoints } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo } from "react";
import { api, data } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { Button, type Column, DataTable, EmptyState, Loaded, LoadingState, Panel, SelectField } from "../../ui";
import { CurrencyField, PeriodFields } from "./choices";
import { type Flow as OneFlow, flowsOf, graphOf } from "./flows";
import styles from "./ledger.module.css";
import { messages } from "./messages";
import { useParameters, usePeriod } from "./search";

const Sankey = lazy(() => import("./sankey"));

/** So many pages of 200 are read by themselves; more on a press. */
const PAGES = 25;

export function Flow() {
  const t = useMessages(messages);
  const formats = useFormats();
  const [search, change] = useParameters();
  const { from, to } = usePeriod();
  const depth = Math.min(4, Math.max(1, Number(search.get("depth") ?? 2) || 2));
  const period = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const pages = useInfiniteQuery({
    queryKey: ["ledger", "journal", period],
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/ledger/journal", { params: { query: { ...period, limit: 200, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    // Many pages: read anew when the page is opened again, not whenever its window is.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  const count = pages.data?.pages.length ?? 0;
  const goesOn = hasNextPage && count % PAGES !== 0;
  useEffect(() => {
    if (goesOn && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [goesOn, isFetchingNextPage, isError, fetchNextPage]);

  const transfers = useMemo(() => pages.data?.pages.flatMap((page) => page.data) ?? [], [pages.data]);
  const all = useMemo(() => flowsOf(transfers, depth), [transfers, depth]);
  const chosen = all.find((one) => one.currency === search.get("currency")) ?? all[0];
  return (
    <Panel flush>
      <div className={styles.choices}>
        <PeriodFields />
        {chosen && <CurrencyField currencies={all.map((one) => one.currency)} chosen={chosen.currency} />}
        <SelectField
          label={t("groups")}
          value={String(depth)}
          options={[1, 2, 3, 4].map((one) => [String(one), t("groupDepth", { depth: one })] as const)}
          onChange={(event) => change({ depth: event.target.value === "2" ? null : event.target.value })}
        />
        {hasNextPage && !goesOn && (
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("countMore", { count: PAGES * 200 })}
          </Button>
        )}
      </div>
      <Loaded query={pages}>
        {() =>
          chosen ? (
            <>
              <Diagram flows={chosen.flows} currency={chosen.currency} />
              <p className={styles.padded} role="status">
                {t(hasNextPage ? "flowOfPart" : "flowOfAll", { transfers: formats.number(transfers.length) })}
              </p>
              <FlowTable flows={chosen.flows} currency={chosen.currency} />
            </>
          ) : (
            <EmptyState title={t("noMoney")} icon={Waypoints} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Diagram({ flows, currency }: { flows: readonly OneFlow[]; currency: string }) {
  const t = useMessages(messages);
  const graph = useMemo(() => graphOf(flows), [flows]);
  if (graph.links.length === 0) return <EmptyState title={t("onlyWithin")} />;
  return (
    <Suspense fallback={<LoadingState />}>
      <Sankey graph={graph} currency={currency} />
    </Suspense>
  );
}

function FlowTable({ flows, currency }: { flows: readonly OneFlow[]; currency: string }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const columns = useMemo(
    (): Column<OneFlow>[] => [
      { id: "from", label: t("creditOf"), cell: (flow) => flow.from, sortBy: (flow) => flow.from },
      { id: "to", label: t("debitOf"), cell: (flow) => flow.to, sortBy: (flow) => flow.to },
      { id: "amount", label: t("amount"), align: "end", cell: (flow) => formats.money(flow.amount, currency), sortBy: (flow) => flow.amount },
      { id: "transfers", label: t("transfers"), align: "end", cell: (flow) => formats.number(flow.transfers), sortBy: (flow) => flow.transfers },
    ],
    [t, formats, currency],
  );
  return <DataTable label={t("flow")} columns={columns} rows={flows} rowId={(flow) => `${flow.from} ${flow.to}`} />;
}
