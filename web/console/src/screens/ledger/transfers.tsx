// All transfers of a period, or those of an account or with a reference.
import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import { useMemo } from "react";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { type Column, DataTable, EmptyState, Loaded, Moment, Panel, SelectField, TextField } from "../../ui";
import { PeriodFields } from "./choices";
import { DownloadLink } from "./download";
import styles from "./ledger.module.css";
import { messages } from "./messages";
import { useParameters, usePeriod } from "./search";
import { transferName } from "./words";

type Transfer = Schemas["Transfer"];

const KINDS = ["transfer", "hold", "post", "void", "expiry", "reversal"] as const;

export function Transfers() {
  const t = useMessages(messages);
  const formats = useFormats();
  const [search, change] = useParameters();
  const { from, to } = usePeriod();
  const account = search.get("account") ?? "";
  const reference = search.get("reference") ?? "";
  const kind = KINDS.find((one) => one === search.get("kind"));
  const within = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  // What narrows the transfers of an account is not taken without one.
  const isAll = !account && !reference;
  const filters = { ...(account ? { account, ...within, ...(kind ? { kind } : {}) } : {}), ...(reference ? { reference } : {}) };
  const pages = useInfiniteQuery({
    queryKey: ["ledger", "transfers", isAll ? within : filters],
    queryFn: ({ pageParam }): Promise<{ data: Transfer[]; next_cursor?: string | null }> => {
      const page = { limit: 200, ...(pageParam ? { cursor: pageParam } : {}) };
      return isAll
        ? data(api.GET("/api/v1/ledger/journal", { params: { query: { ...within, ...page } } }))
        : data(api.GET("/api/v1/ledger/transfers", { params: { query: { ...filters, ...page } } }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => pages.flatMap((page) => page.data),
  });
  const columns = useMemo(
    (): Column<Transfer>[] => [
      { id: "what", label: t("what"), cell: (transfer) => transferName(t, transfer) },
      { id: "amount", label: t("amount"), align: "end", cell: (transfer) => formats.money(transfer.amount, transfer.currency) },
      { id: "from", label: t("creditOf"), cell: ({ credit }) => <span className="technical">{credit.path ?? credit.id}</span> },
      { id: "to", label: t("debitOf"), cell: ({ debit }) => <span className="technical">{debit.path ?? debit.id}</span> },
      { id: "committed", label: t("committed"), cell: ({ created_at }) => <Moment time={created_at} /> },
      { id: "effective", label: t("effective"), cell: ({ effective_at }) => <Moment time={effective_at} />, hidden: true },
      { id: "reference", label: t("reference"), cell: ({ reference }) => <span className="technical">{reference ?? ""}</span>, hidden: true },
      { id: "id", label: t("id"), cell: ({ id }) => <span className="technical">{id}</span>, hidden: true },
    ],
    [t, formats],
  );
  const file = (format: string) => `/api/v1/ledger/${isAll ? "journal" : "transfers"}?${new URLSearchParams({ ...(isAll ? within : filters), format })}`;
  return (
    <Panel flush>
      <div className={styles.choices}>
        {!reference && <PeriodFields />}
        <Filter name="account" label={t("accountId")} />
        {account && !reference && (
          <SelectField label={t("kind")} value={kind ?? ""} options={[["", t("allKinds")], ...KINDS.map((one) => [one, t("kindName", { kind: one })] as const)]} onChange={(event) => change({ kind: event.target.value })} />
        )}
        <Filter name="reference" label={t("reference")} />
        <DownloadLink href={file("csv")}>CSV</DownloadLink>
        <DownloadLink href={file("parquet")}>Parquet</DownloadLink>
      </div>
      <Loaded query={pages}>
        {(transfers) =>
          transfers.length === 0 ? (
            <EmptyState title={t("noTransfers")} icon={ArrowLeftRight} />
          ) : (
            <DataTable
              name="ledger.transfers"
              label={t("transfers")}
              columns={columns}
              rows={transfers}
              rowId={(transfer) => transfer.id}
              rowLink={(transfer) => `/ledger/transfers/${transfer.id}`}
              bar={<span>{t(isAll ? "oldestFirst" : "newestFirst")}</span>}
              onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
              isLoadingMore={pages.isFetchingNextPage}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Filter({ name, label }: { name: string; label: string }) {
  const [search, change] = useParameters();
  const value = search.get(name) ?? "";
  return (
    <TextField
      key={value}
      type="search"
      label={label}
      defaultValue={value}
      technical
      onBlur={(event) => change({ [name]: event.target.value.trim() })}
      onKeyDown={(event) => event.key === "Enter" && change({ [name]: event.currentTarget.value.trim() })}
    />
  );
}
