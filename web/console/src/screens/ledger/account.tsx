// One account: what it is, what it holds now or held at any time, and its statement.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useLiveRefresh } from "../../live";
import { Badge, Columns, CopyText, Facts, Loaded, Moment, Page, Panel } from "../../ui";
import { AsOfFields } from "./choices";
import styles from "./ledger.module.css";
import { messages } from "./messages";
import { type AsOf, useAsOf } from "./search";
import { Statement } from "./statement";

const POSTED = ["ledger.posted", "ledger.account_changed"];
const ACCOUNT = [["ledger", "account"]];

export function Component() {
  const t = useMessages(messages);
  const { id = "" } = useParams();
  const asOf = useAsOf();
  const account = useQuery({
    queryKey: ["ledger", "account", id],
    queryFn: () => data(api.GET("/api/v1/ledger/accounts/{id}", { params: { path: { id } } })),
  });
  useLiveRefresh(POSTED, ACCOUNT);
  const found = account.data;
  return (
    <Page title={found ? found.path : t("account")} beside={found && <States account={found} />} back={{ to: "/ledger", label: t("title") }}>
      <Loaded query={account}>
        {(account) => (
          <>
            <Columns minimum={340}>
              <Panel title={t("account")}>
                <About account={account} />
              </Panel>
              <Panel title={t("balance")} flush>
                <AsOfFields />
                <Balance account={account} asOf={asOf} />
              </Panel>
            </Columns>
            <Statement account={account} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function States({ account }: { account: Schemas["Account"] }) {
  const t = useMessages(messages);
  return (
    <>
      <Badge tone="quiet">{account.currency}</Badge>
      {account.frozen && <Badge tone="warn">{t("frozen")}</Badge>}
      {account.closed && <Badge tone="bad">{t("closed")}</Badge>}
    </>
  );
}

function About({ account }: { account: Schemas["Account"] }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const facts: [string, React.ReactNode][] = [
    [t("id"), <CopyText key="id" text={account.id} what={t("id")} />],
    [t("opened"), <Moment key="opened" time={account.opened_at} />],
    [t("raisedBy"), account.debit_normal ? t("debits") : t("credits")],
    [t("guard"), t("guardIs", { guard: account.guard })],
    [t("creditLimit"), formats.money(account.credit_limit, account.currency)],
    [t("transferCount"), formats.number(account.transfers)],
  ];
  if (account.temporary_limit) {
    const { amount, until } = account.temporary_limit;
    facts.push([t("temporaryLimit"), t("until", { amount: formats.money(amount, account.currency), when: formats.dateTime(until) })]);
  }
  if (account.code) facts.push([t("code"), <span key="code" className="technical">{account.code}</span>]);
  if (account.user_data) facts.push([t("userData"), <span key="data" className="technical">{account.user_data}</span>]);
  for (const [name, value] of Object.entries(account.metadata)) facts.push([name, value]);
  return <Facts facts={facts} />;
}

function Balance({ account, asOf }: { account: Schemas["Account"]; asOf: AsOf }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const { id, currency } = account;
  const balance = useQuery({
    queryKey: ["ledger", "account", id, "balance", asOf],
    queryFn: () => data(api.GET("/api/v1/ledger/accounts/{id}/balance", { params: { path: { id }, query: asOf } })),
  });
  const isNow = !asOf.at && !asOf.effective_at;
  return (
    <div className={styles.padded}>
      <Loaded query={balance}>
        {(balance) => (
          <Facts
            facts={[
              [isNow ? t("balanceNow") : t("balanceThen"), <strong key="balance">{formats.money(balance.balance, currency)}</strong>],
              ...(isNow ? [[t("available"), formats.money(account.available, currency)] as const] : []),
              [t("debitsPosted"), formats.money(balance.debits_posted, currency)],
              [t("creditsPosted"), formats.money(balance.credits_posted, currency)],
              [t("debitsPending"), formats.money(balance.debits_pending, currency)],
              [t("creditsPending"), formats.money(balance.credits_pending, currency)],
              [t("position"), formats.number(balance.position)],
            ]}
          />
        )}
      </Loaded>
    </div>
  );
}
