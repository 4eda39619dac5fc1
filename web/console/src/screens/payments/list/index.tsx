// The list of payments.
import { useFormats, useMessages } from "../../../i18n";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { ArrowUp, SearchX } from "lucide-react";
import { Button, type Column, DataTable, EmptyState, ErrorState, LoadingState, Moment, Page, Panel } from "../../../ui";
import { messages } from "../messages";
import { StatusBadge } from "../status";
import { FilterBar } from "./filter-bar";
import { addressOf, filtersOf, isFiltered } from "./filters";
import type { PaymentRow } from "./rows";
import { usePayments } from "./use-payments";
import { Views } from "./views";

export function Component() {
  const t = useMessages(messages);
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => filtersOf(search), [search]);
  const { list, rows, startAnew, isNewer } = usePayments(filters);
  const columns = useColumns();
  const change = (next: typeof filters) => setSearch(addressOf(next), { replace: true });
  // A table of other filters begins at its top.
  const [table, setTable] = useState(0);
  const toTop = () => void startAnew().then(() => setTable((old) => old + 1));
  return (
    <Page title={t("title")}>
      <Views filters={filters} onChoose={(address) => setSearch(new URLSearchParams(address))} />
      <FilterBar filters={filters} onChange={change} />
      <Panel flush>
        {list.isPending ? (
          <LoadingState lines={8} />
        ) : list.isError && rows.length === 0 ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title={t(isFiltered(filters) ? "nothingFound" : "nothingYet")} icon={SearchX}>
            <p>{t(isFiltered(filters) ? "nothingFoundAbout" : "nothingYetAbout")}</p>
            {isFiltered(filters) && <Button onClick={() => setSearch(new URLSearchParams())}>{t("showAll")}</Button>}
          </EmptyState>
        ) : (
          <DataTable
            key={`${search} ${table}`}
            label={t("title")}
            name="payments"
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            rowLink={(row) => `/payments/${row.id}`}
            onMore={list.hasNextPage && !list.isError ? () => void list.fetchNextPage() : undefined}
            isLoadingMore={list.isFetchingNextPage}
            height="max(320px, calc(100dvh - 290px))"
            bar={
              <>
                {isNewer && (
                  <Button size="small" icon={ArrowUp} onClick={toTop}>
                    {t("newer")}
                  </Button>
                )}
                {list.isFetchNextPageError && (
                  <Button size="small" onClick={() => void list.fetchNextPage()}>
                    {t("moreFailed")}
                  </Button>
                )}
              </>
            }
          />
        )}
      </Panel>
    </Page>
  );
}

function useColumns(): readonly Column<PaymentRow>[] {
  const t = useMessages(messages);
  const formats = useFormats();
  return useMemo(() => {
    const money = (minor: number, currency: string) => formats.money(minor, currency);
    const columns: Column<PaymentRow>[] = [
      { id: "payment", label: t("payment"), cell: (row) => row.reference ?? <span className="technical">{row.id}</span>, sortBy: (row) => row.reference ?? row.id },
      { id: "amount", label: t("amount"), align: "end", width: 140, cell: (row) => money(row.amount, row.currency), sortBy: (row) => row.amount },
      { id: "status", label: t("status"), width: 178, cell: (row) => <StatusBadge status={row.status} />, sortBy: (row) => row.status },
      { id: "reason", label: t("reason"), cell: (row) => row.failure_code && <span className="technical">{row.failure_code}</span>, sortBy: (row) => row.failure_code ?? null },
      { id: "gateway", label: t("gateway"), cell: (row) => row.gateway, sortBy: (row) => row.gateway ?? null },
      { id: "customer", label: t("customer"), cell: (row) => row.customer, sortBy: (row) => row.customer ?? null },
      { id: "created", label: t("created"), width: 190, cell: (row) => <Moment time={row.created_at} />, sortBy: (row) => row.created_at },
      { id: "captured", label: t("captured"), align: "end", width: 140, hidden: true, cell: (row) => money(row.amount_captured, row.currency), sortBy: (row) => row.amount_captured },
      { id: "refunded", label: t("refunded"), align: "end", width: 140, hidden: true, cell: (row) => money(row.amount_refunded, row.currency), sortBy: (row) => row.amount_refunded },
      { id: "id", label: t("id"), width: 290, hidden: true, cell: (row) => <span className="technical">{row.id}</span>, sortBy: (row) => row.id },
      { id: "description", label: t("description"), hidden: true, cell: (row) => row.description, sortBy: (row) => row.description ?? null },
      { id: "updated", label: t("updated"), width: 190, hidden: true, cell: (row) => <Moment time={row.updated_at} />, sortBy: (row) => row.updated_at },
    ];
    return columns;
  }, [t, formats]);
}
