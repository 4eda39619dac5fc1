// The trial balance: all that was ever debited and credited, per account and per currency, now or as of any time.
import { useMemo } from "react";
import type { Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useLiveRefresh } from "../../live";
import { Badge, type Column, Columns, DataTable, EmptyState, Facts, Loaded, Panel } from "../../ui";
import { POSTED, useTrialBalance } from "./accounts";
import { AsOfFields, CurrencyField } from "./choices";
import { DownloadLink } from "./download";
import styles from "./ledger.module.css";
import { messages } from "./messages";
import { type AsOf, useAsOf, useParameters } from "./search";
import { balanceOf, isDebitNormal } from "./tree";

const BALANCES = [["ledger", "trial-balance"]];

export function TrialBalance() {
  const asOf = useAsOf();
  const balance = useTrialBalance(asOf);
  useLiveRefresh(POSTED, BALANCES, 5_000);
  return (
    <div className={styles.lines}>
      <Panel flush>
        <AsOfFields />
      </Panel>
      <Loaded query={balance}>{(balance) => <Balance balance={balance} asOf={asOf} />}</Loaded>
    </div>
  );
}

function Balance({ balance, asOf }: { balance: Schemas["TrialBalance"]; asOf: AsOf }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const [search] = useParameters();
  const currency = search.get("currency") ?? "";
  const rows = useMemo(() => balance.accounts.filter((account) => !currency || account.currency === currency), [balance, currency]);
  const columns = useMemo(
    (): Column<Schemas["TrialBalanceAccount"]>[] => [
      { id: "path", label: t("account"), cell: (row) => row.path, sortBy: (row) => row.path },
      { id: "debits", label: t("debits"), align: "end", cell: (row) => formats.money(row.debits, row.currency), sortBy: (row) => row.debits },
      { id: "credits", label: t("credits"), align: "end", cell: (row) => formats.money(row.credits, row.currency), sortBy: (row) => row.credits },
      { id: "debitBalance", label: t("debitBalance"), align: "end", cell: (row) => (onDebitSide(row) ? formats.money(side(row), row.currency) : "") },
      { id: "creditBalance", label: t("creditBalance"), align: "end", cell: (row) => (onDebitSide(row) ? "" : formats.money(side(row), row.currency)) },
    ],
    [t, formats],
  );
  if (balance.accounts.length === 0) return <EmptyState title={t("noAccounts")} />;
  const file = (format: string) => `/api/v1/ledger/trial-balance?${new URLSearchParams({ ...asOf, format })}`;
  return (
    <>
      <Columns minimum={250}>
        {balance.totals.map((total) => (
          <Panel key={total.currency} title={total.currency} actions={<Equal isEqual={total.debits === total.credits} />}>
            <Facts facts={[[t("debits"), formats.money(total.debits, total.currency)], [t("credits"), formats.money(total.credits, total.currency)]]} />
          </Panel>
        ))}
      </Columns>
      <Panel flush>
        <div className={styles.choices}>
          <CurrencyField currencies={balance.totals.map((total) => total.currency)} chosen={currency} all />
          <DownloadLink href={file("csv")}>CSV</DownloadLink>
          <DownloadLink href={file("parquet")}>Parquet</DownloadLink>
          <p className={styles.small}>{t("asOfPosition", { position: formats.number(balance.position) })}</p>
        </div>
        <DataTable label={t("trialBalance")} columns={columns} rows={rows} rowId={(row) => row.account} rowLink={(row) => `/ledger/accounts/${row.account}`} />
      </Panel>
    </>
  );
}

export function Equal({ isEqual }: { isEqual: boolean }) {
  const t = useMessages(messages);
  return <Badge tone={isEqual ? "good" : "bad"}>{t(isEqual ? "equal" : "unequal")}</Badge>;
}

/** A balance below nought stands on the other side. */
function onDebitSide(row: Schemas["TrialBalanceAccount"]): boolean {
  const balance = balanceOf(row);
  return balance === 0 ? isDebitNormal(row.path) : row.debits > row.credits;
}

function side(row: Schemas["TrialBalanceAccount"]): number {
  return Math.abs(balanceOf(row));
}
