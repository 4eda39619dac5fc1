// Whether the books add up, reckoned here from what the node answers; and how to prove it to somebody who need not trust the node.
import { useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { type Column, DataTable, EmptyState, Loaded, Panel } from "../../ui";
import { useTrialBalance } from "./accounts";
import styles from "./ledger.module.css";
import { messages } from "./messages";
import { Step } from "./prove-command";
import { Equal } from "./trial-balance";

const NOW = {};

export function Proof() {
  const t = useMessages(messages);
  const formats = useFormats();
  const trial = useTrialBalance(NOW);
  const sheet = useQuery({ queryKey: ["ledger", "balance-sheet"], queryFn: () => data(api.GET("/api/v1/ledger/balance-sheet")) });
  return (
    <div className={styles.lines}>
      <Panel title={t("debitsAreCredits")} flush>
        <Loaded query={trial}>
          {(trial) => (
            <>
              <Table label={t("totals")} columns={trialColumns(t, formats)} rows={trial.totals} />
              <p className={styles.padded}>{t("reckonedFrom", { count: trial.accounts.length, position: formats.number(trial.position) })}</p>
            </>
          )}
        </Loaded>
      </Panel>
      <Panel title={t("assetsAreClaims")} flush>
        <Loaded query={sheet}>
          {(sheet) => (
            <>
              <Table label={t("balanceSheet")} columns={sheetColumns(t, formats)} rows={sheet.currencies} />
              <p className={styles.padded}>{t("asOfPosition", { position: formats.number(sheet.position) })}</p>
            </>
          )}
        </Loaded>
      </Panel>
      <Panel title={t("checkpoints")}>
        <div className={styles.lines}>
          <p>{t("checkpointsAbout")}</p>
          <ol className={styles.steps}>
            <Step about={t("stepKey")} command="bezant log public-key" />
            <Step about={t("stepCheckpoint")} command="bezant log checkpoint --out checkpoint.json" />
            <Step about={t("stepVerify")} command="bezant log verify" />
            <Step about={t("stepConsistency")} command="bezant log prove-consistency before.json checkpoint.json --out between.json" />
            <Step about={t("stepCheckConsistency")} command="bezant log check-consistency before.json checkpoint.json --proof between.json --public-key KEY" />
          </ol>
          <p className={styles.soft}>{t("proofOfOne")}</p>
        </div>
      </Panel>
    </div>
  );
}

function Table<Row extends { currency: string }>({ label, columns, rows }: { label: string; columns: Column<Row>[]; rows: readonly Row[] }) {
  const t = useMessages(messages);
  return rows.length === 0 ? <EmptyState title={t("noAccounts")} /> : <DataTable label={label} columns={columns} rows={rows} rowId={(row) => row.currency} />;
}

type Translate = ReturnType<typeof useMessages<keyof typeof import("./messages/en.json")>>;
type Formats = ReturnType<typeof useFormats>;

function trialColumns(t: Translate, formats: Formats): Column<Schemas["TrialBalanceTotal"]>[] {
  return [
    { id: "currency", label: t("currency"), cell: (row) => row.currency },
    { id: "debits", label: t("debits"), align: "end", cell: (row) => formats.money(row.debits, row.currency) },
    { id: "credits", label: t("credits"), align: "end", cell: (row) => formats.money(row.credits, row.currency) },
    { id: "result", label: t("result"), align: "end", cell: (row) => <Equal isEqual={row.debits === row.credits} /> },
  ];
}

function sheetColumns(t: Translate, formats: Formats): Column<Schemas["CurrencySheet"]>[] {
  const claims = (row: Schemas["CurrencySheet"]) => row.liabilities.total + row.equity.total + row.earnings;
  return [
    { id: "currency", label: t("currency"), cell: (row) => row.currency },
    { id: "assets", label: t("assets"), align: "end", cell: (row) => formats.money(row.assets.total, row.currency) },
    { id: "liabilities", label: t("liabilities"), align: "end", cell: (row) => formats.money(row.liabilities.total, row.currency) },
    { id: "equity", label: t("equity"), align: "end", cell: (row) => formats.money(row.equity.total, row.currency) },
    { id: "earnings", label: t("earnings"), align: "end", cell: (row) => formats.money(row.earnings, row.currency) },
    { id: "result", label: t("result"), align: "end", cell: (row) => <Equal isEqual={row.assets.total === claims(row)} /> },
  ];
}
