// One payment: where it stands, what can be done about it, and everything that led there.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, asProblem, data } from "../../../api";
import { useFormats, useMessages } from "../../../i18n";
import { useLiveEvents } from "../../../live";
import { isAttentive, useCan } from "../../../session";
import { EmptyState, Loaded, Page, Tabs } from "../../../ui";
import { messages } from "../messages";
import { StatusBadge } from "../status";
import { Actions } from "./actions";
import { Attention } from "./attention";
import styles from "./detail.module.css";
import { PaymentFacts } from "./facts";
import { Postings } from "./postings";
import { RawEvents } from "./raw-events";
import { RoutingExplained } from "./routing";
import { Timeline } from "./timeline";
import { WebhooksSent } from "./webhooks";
import { paymentKey, useRefreshPayment } from "./queries";

const TYPES = ["payment.*", "refund.*", "dispute.*"];

export function Component() {
  const { id = "" } = useParams();
  // Another payment begins anew.
  return <Detail key={id} id={id} />;
}

function Detail({ id }: { id: string }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const can = useCan();
  const payment = useQuery({ queryKey: paymentKey(id), queryFn: () => data(api.GET("/api/v1/payments/{id}", { params: { path: { id } } })) });
  const refresh = useRefreshPayment(id);
  useLiveEvents(TYPES, (events) => {
    if (isAttentive() && events.some(({ event }) => event.payment === id)) refresh();
  });
  const isUnknown = payment.isError && [404, 422].includes(asProblem(payment.error).status);
  const back = { to: "/payments", label: t("title") };
  if (isUnknown) {
    return (
      <Page title={t("unknown")} back={back}>
        <EmptyState title={t("unknown")}>
          <p>{t("unknownAbout")}</p>
        </EmptyState>
      </Page>
    );
  }
  const known = payment.data;
  const title = known ? formats.money(known.amount, known.currency) : t("payment");
  return (
    <Page title={title} back={back} beside={known && <StatusBadge status={known.status} />} actions={known && <Actions payment={known} />}>
      <Loaded query={payment} lines={8}>
        {(payment) => (
          <>
            <Attention payment={payment} />
            <div className={styles.columns}>
              <Tabs
                label={t("parts")}
                tabs={[
                  { name: "timeline", label: t("timeline"), content: <Timeline payment={payment} /> },
                  { name: "routing", label: t("routing"), content: <RoutingExplained payment={payment} /> },
                  ...(can("ledger.read") ? [{ name: "ledger", label: t("ledger"), content: <Postings payment={payment} /> }] : []),
                  ...(can("webhooks.read") ? [{ name: "webhooks", label: t("webhooks"), content: <WebhooksSent id={id} /> }] : []),
                  { name: "events", label: t("rawEvents"), content: <RawEvents payment={payment} /> },
                ]}
              />
              <PaymentFacts payment={payment} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}
