// T-accounts to look at. What only holds money stands in italics and is not in the sums.
import { Link } from "react-router";
import type { Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { classes } from "../../ui";
import { messages } from "./messages";
import styles from "./t-account.module.css";
import { type Entry, type TAccount, tAccounts } from "./t-accounts";
import { transferName } from "./words";

/** `shown`: the transfer whose page this is. */
export function TAccounts({ transfers, shown }: { transfers: readonly Schemas["Transfer"][]; shown?: string }) {
  return (
    <div className={styles.accounts}>
      {tAccounts(transfers).map((account) => (
        <One key={account.id} account={account} shown={shown} />
      ))}
    </div>
  );
}

function One({ account, shown }: { account: TAccount; shown: string | undefined }) {
  const t = useMessages(messages);
  return (
    <section className={styles.account} aria-label={account.path}>
      <h3>
        <Link to={`/ledger/accounts/${account.id}`}>{account.path}</Link>
      </h3>
      <div className={styles.sides}>
        <Side title={t("debit")} entries={account.debits} total={account.debitTotal} currency={account.currency} shown={shown} />
        <Side title={t("credit")} entries={account.credits} total={account.creditTotal} currency={account.currency} shown={shown} />
      </div>
    </section>
  );
}

function Side({ title, entries, total, currency, shown }: { title: string; entries: readonly Entry[]; total: number; currency: string; shown: string | undefined }) {
  const t = useMessages(messages);
  const formats = useFormats();
  return (
    <div className={styles.side}>
      <h4>{title}</h4>
      <ul className={styles.entries}>
        {entries.map(({ transfer, isPosted }) => (
          <li key={transfer.id} className={classes(styles.entry, !isPosted && styles.held, transfer.id === shown && styles.shown)}>
            {transfer.id === shown ? <span>{transferName(t, transfer)}</span> : <Link to={`/ledger/transfers/${transfer.id}`}>{transferName(t, transfer)}</Link>}
            <span>{formats.money(transfer.amount, currency)}</span>
          </li>
        ))}
      </ul>
      <div className={styles.total}>{formats.money(total, currency)}</div>
    </div>
  );
}
