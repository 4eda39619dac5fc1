// An account's statement: its postings of a period in order, with the balance after each.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { type Column, DataTable, EmptyState, Facts, Loaded, Moment, Panel, SelectField } from "../../ui";
import { PeriodFields } from "./choices";
import { DownloadLink } from "./download";
import styles from "./ledger.module.css";
import { messages } from "./messages";
import { useAsOf, useParameters, usePeriod } from "./search";
import { transferName } from "./words";

export function Statement({ account }: { account: Schemas["Account"] }) {
  const t = useMessages(messages);
  const [search, change] = useParameters();
  const { at } = useAsOf();
  const { from, to } = usePeriod();
  const by = search.get("by") === "effective" ? "effective" : "commit";
  const query = { by, ...(at ? { at } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) } as const;
  const pages = useInfiniteQuery({
    queryKey: ["ledger", "account", account.id, "statement", query],
    queryFn: ({ pageParam }) =>
      data(
        api.GET("/api/v1/ledger/accounts/{id}/statement", {
          params: { path: { id: account.id }, query: { ...query, limit: 200, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => ({ lines: pages.flatMap((page) => page.data), opening: pages[0]?.opening ?? 0, closing: pages.at(-1)?.closing ?? 0, position: pages[0]?.position ?? 0 }),
  });
  const file = (format: string) => `/api/v1/ledger/accounts/${account.id}/statement?${new URLSearchParams({ ...query, format })}`;
  return (
    <Panel title={t("statement")} flush>
      <div className={styles.choices}>
        <PeriodFields />
        <SelectField
          label={t("by")}
          options={[["commit", t("byCommit")], ["effective", t("byEffective")]]}
          value={by}
          onChange={(event) => change({ by: event.target.value === "commit" ? null : event.target.value })}
        />
        <DownloadLink href={file("csv")}>CSV</DownloadLink>
        <DownloadLink href={file("parquet")}>Parquet</DownloadLink>
      </div>
      <Loaded query={pages}>
        {(statement) => (
          <Lines account={account} {...statement} by={by} onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined} isLoadingMore={pages.isFetchingNextPage} />
        )}
      </Loaded>
    </Panel>
  );
}

interface LinesProps {
  account: Schemas["Account"];
  lines: readonly Schemas["StatementLine"][];
  opening: number;
  closing: number;
  position: number;
  by: "commit" | "effective";
  onMore: (() => void) | undefined;
  isLoadingMore: boolean;
}

function Lines({ account, lines, opening, closing, position, by, onMore, isLoadingMore }: LinesProps) {
  const t = useMessages(messages);
  const formats = useFormats();
  const money = (minor: number) => formats.money(minor, account.currency);
  const columns = useMemo(
    (): Column<Schemas["StatementLine"]>[] => [
      { id: "time", label: t(by === "effective" ? "effective" : "committed"), width: 180, cell: ({ transfer }) => <Moment time={by === "effective" ? transfer.effective_at : transfer.created_at} /> },
      { id: "what", label: t("what"), cell: ({ transfer }) => transferName(t, transfer) },
      { id: "other", label: t("otherAccount"), cell: ({ side, transfer }) => <span className="technical">{other(side, transfer)}</span> },
      { id: "debit", label: t("debit"), align: "end", cell: ({ side, transfer }) => (side === "debit" ? formats.money(transfer.amount, transfer.currency) : "") },
      { id: "credit", label: t("credit"), align: "end", cell: ({ side, transfer }) => (side === "credit" ? formats.money(transfer.amount, transfer.currency) : "") },
      { id: "balance", label: t("balanceAfter"), align: "end", cell: (line) => formats.money(line.balance_after, line.transfer.currency) },
    ],
    [t, formats, by],
  );
  return (
    <>
      <div className={styles.padded}>
        <Facts
          facts={[
            [t("opening"), money(opening)],
            [onMore ? t("closingSoFar") : t("closing"), money(closing)],
            [t("position"), formats.number(position)],
          ]}
        />
      </div>
      {lines.length === 0 ? (
        <EmptyState title={t("noPostings")} />
      ) : (
        <DataTable label={t("statement")} columns={columns} rows={lines} rowId={(line) => line.transfer.id} rowLink={(line) => `/ledger/transfers/${line.transfer.id}`} onMore={onMore} isLoadingMore={isLoadingMore} />
      )}
    </>
  );
}

function other(side: string, transfer: Schemas["Transfer"]): string {
  const account = side === "debit" ? transfer.credit : transfer.debit;
  return account.path ?? account.id;
}
