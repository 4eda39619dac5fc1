// One transfer: its two accounts as Ts, what it has to do with others, and how to prove that it is in the log.
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { Badge, Columns, CopyText, Facts, Loaded, Moment, Page, Panel } from "../../ui";
import styles from "./ledger.module.css";
import { messages } from "./messages";
import { ProveCommand } from "./prove-command";
import { TAccounts } from "./t-account-view";
import { transferName } from "./words";

type Transfer = Schemas["TransferDetail"];

/** So many of those with the same reference are drawn; the rest is in the list. */
const RELATED = 50;

export function Component() {
  const t = useMessages(messages);
  const formats = useFormats();
  const { id = "" } = useParams();
  const transfer = useQuery({
    queryKey: ["ledger", "transfer", id],
    queryFn: () => data(api.GET("/api/v1/ledger/transfers/{id}", { params: { path: { id } } })),
  });
  const found = transfer.data;
  const title = found ? t("transferOf", { what: transferName(t, found), amount: formats.money(found.amount, found.currency) }) : t("transfer");
  return (
    <Page title={title} beside={found?.outcome && <Outcome outcome={found.outcome} />} back={{ to: "/ledger?tab=transfers", label: t("transfers") }}>
      <Loaded query={transfer}>
        {(transfer) => (
          <>
            <Panel title={t("postings")}>
              <TAccounts transfers={[transfer]} />
            </Panel>
            <Columns minimum={360}>
              <Panel title={t("transfer")}>
                <About transfer={transfer} />
              </Panel>
              <Panel title={t("proof")}>
                <ProveCommand transfer={transfer.id} />
              </Panel>
            </Columns>
            {transfer.reference && <Related reference={transfer.reference} shown={transfer.id} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Outcome({ outcome }: { outcome: string }) {
  const t = useMessages(messages);
  const tone = outcome === "open" ? "info" : outcome === "posted" ? "good" : "quiet";
  return <Badge tone={tone}>{t("outcome", { outcome })}</Badge>;
}

function About({ transfer }: { transfer: Transfer }) {
  const t = useMessages(messages);
  const facts: [string, React.ReactNode][] = [
    [t("id"), <CopyText key="id" text={transfer.id} what={t("id")} />],
    [t("kind"), t("kindName", { kind: transfer.kind })],
    [t("committed"), <Moment key="committed" time={transfer.created_at} />],
    [t("effective"), <Moment key="effective" time={transfer.effective_at} />],
  ];
  if (transfer.code) facts.push([t("code"), transfer.code_name ? `${transfer.code} · ${transfer.code_name}` : String(transfer.code)]);
  if (transfer.reference) facts.push([t("reference"), <Reference key="reference" reference={transfer.reference} />]);
  if (transfer.external_reference) facts.push([t("externalReference"), transfer.external_reference]);
  if (transfer.expires_at) facts.push([t("expires"), <Moment key="expires" time={transfer.expires_at} />]);
  const others = [
    ["endsHold", transfer.hold], ["endedBy", transfer.ended_by], ["reverses", transfer.original], ["reversedBy", transfer.reversed_by],
  ] as const;
  for (const [label, id] of others) {
    if (id) facts.push([t(label), <Link key={label} to={`/ledger/transfers/${id}`} className="technical">{id}</Link>]);
  }
  for (const [name, value] of Object.entries(transfer.metadata)) facts.push([name, value]);
  return <Facts facts={facts} />;
}

function Reference({ reference }: { reference: string }) {
  const text = <span className="technical">{reference}</span>;
  return reference.startsWith("pay_") ? <Link to={`/payments/${reference}`}>{text}</Link> : text;
}

function Related({ reference, shown }: { reference: string; shown: string }) {
  const t = useMessages(messages);
  const related = useQuery({
    queryKey: ["ledger", "transfers", { reference, limit: RELATED }],
    queryFn: () => data(api.GET("/api/v1/ledger/transfers", { params: { query: { reference, limit: RELATED, order: "oldest" } } })),
  });
  return (
    <Panel title={t("sameReference")} actions={<Link to={`/ledger?tab=transfers&reference=${encodeURIComponent(reference)}`}>{t("asList")}</Link>}>
      <Loaded query={related}>
        {(page) => (
          <div className={styles.lines}>
            <TAccounts transfers={page.data} shown={shown} />
            <p className={styles.small}>{t(page.next_cursor ? "sameReferencePart" : "holdsInItalics", { count: page.data.length })}</p>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
