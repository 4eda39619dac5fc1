// What the payment has posted to the ledger, account by account.
import { useQuery } from "@tanstack/react-query";
import { BookX } from "lucide-react";
import { useFormats, useMessages } from "../../../i18n";
import { Columns, EmptyState, Loaded } from "../../../ui";
import { messages } from "../messages";
import { type Line, type TAccount, tAccounts } from "./accounts";
import styles from "./detail.module.css";
import { type Payment, transfersQuery } from "./queries";

const CODES = [
  "payment.hold", "payment.release", "payment.capture", "payment.settlement", "payment.fee", "payment.capture_reversal", "refund.hold", "refund.release",
  "refund.payout", "refund.return", "dispute.withdrawal", "dispute.reinstatement", "dispute.loss", "dispute.loss_reversal",
] as const;

export function Postings({ payment }: { payment: Payment }) {
  const t = useMessages(messages);
  const transfers = useQuery(transfersQuery(payment.id));
  return (
    <Loaded query={transfers}>
      {(page) =>
        page.data.length === 0 ? (
          <EmptyState title={t("noPostings")} icon={BookX}>
            <p>{t("noPostingsAbout")}</p>
          </EmptyState>
        ) : (
          <>
            <Columns minimum={300}>
              {tAccounts(page.data).map((account) => (
                <Account key={`${account.path} ${account.currency}`} account={account} />
              ))}
            </Columns>
            {page.next_cursor && <p>{t("moreTransfers", { count: page.data.length })}</p>}
          </>
        )
      }
    </Loaded>
  );
}

function Account({ account }: { account: TAccount }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const money = (minor: number) => formats.money(minor, account.currency);
  return (
    <section className={styles.account} aria-label={account.path}>
      <h3 className="technical">{account.path}</h3>
      <div className={styles.sides}>
        <Side label={t("debit")} lines={account.debits} money={money} />
        <Side label={t("credit")} lines={account.credits} money={money} />
      </div>
      <div className={styles.balance}>
        <span>{account.balance === 0 ? t("balanced") : t(account.balance > 0 ? "debitBalance" : "creditBalance")}</span>
        <strong>{money(Math.abs(account.balance))}</strong>
      </div>
      {account.held !== 0 && (
        <div className={styles.balance}>
          <span>{t("held")}</span>
          <span>{money(Math.abs(account.held))}</span>
        </div>
      )}
    </section>
  );
}

function Side({ label, lines, money }: { label: string; lines: readonly Line[]; money: (minor: number) => string }) {
  const t = useMessages(messages);
  const word = (name: string | null | undefined) => {
    const known = CODES.find((code) => code === name);
    return known ? t(`code_${known}`) : (name ?? t("transfer"));
  };
  return (
    <div>
      <h4>{label}</h4>
      <ul>
        {lines.map(({ transfer, amount }) => (
          <li key={transfer.id} data-kind={transfer.kind}>
            <span>
              {word(transfer.code_name)}
              {transfer.kind !== "transfer" && transfer.kind !== "post" && <em> {t(`transfer_${transfer.kind as "hold"}`)}</em>}
            </span>
            <span>{money(amount)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
