// T-accounts to look at. What only holds money stands in italics and is not in the sums.
import { Link } from "react-router";
import type { Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { classes } from "../../ui";
import { messages } from "./messages";
import styles from "./t-account.module.css";
import { type Entry, type TAccount, tAccounts } from "./t-accounts";
import { transferName } from "./words";

/** `shown`: the transfer whose page this is. `balances`: whether what is left on each account is said, where all its transfers are here. */
export function TAccounts({ transfers, shown, balances }: { transfers: readonly Schemas["Transfer"][]; shown?: string; balances?: boolean }) {
  return (
    <div className={styles.accounts}>
      {tAccounts(transfers).map((account) => (
        <One key={account.id} account={account} shown={shown} balances={balances ?? false} />
      ))}
    </div>
  );
}

function One({ account, shown, balances }: { account: TAccount; shown: string | undefined; balances: boolean }) {
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
      {balances && <Balance account={account} />}
    </section>
  );
}

function Balance({ account }: { account: TAccount }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const balance = account.debitTotal - account.creditTotal;
  const money = (minor: number) => formats.money(Math.abs(minor), account.currency);
  return (
    <dl className={styles.balance}>
      <div>
        <dt>{balance === 0 ? t("balanced") : t(balance > 0 ? "debitBalance" : "creditBalance")}</dt>
        <dd>{money(balance)}</dd>
      </div>
      {account.held !== 0 && (
        <div>
          <dt>{t("held")}</dt>
          <dd>{money(account.held)}</dd>
        </div>
      )}
    </dl>
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
