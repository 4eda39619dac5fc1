// What is known of a payment, beside its history.
import { useFormats, useMessages } from "../../../i18n";
import { Badge, CopyText, Facts, Moment, Panel } from "../../../ui";
import { messages } from "../messages";
import styles from "./detail.module.css";
import type { Payment } from "./queries";

export function PaymentFacts({ payment }: { payment: Payment }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const money = (minor: number) => formats.money(minor, payment.currency);
  const card = payment.card;
  const metadata = Object.entries(payment.metadata);
  return (
    <div className={styles.side}>
      <Panel title={t("payment")}>
        <Facts
          facts={[
            [t("id"), <CopyText key="id" text={payment.id} what={t("id")} />],
            [t("reference"), payment.reference],
            [t("customer"), payment.customer],
            [t("description"), payment.description],
            [t("created"), <Moment key="created" time={payment.created_at} />],
            [t("updated"), <Moment key="updated" time={payment.updated_at} />],
            [t("amount"), money(payment.amount)],
            [t("captured"), money(payment.amount_captured)],
            [t("refunded"), money(payment.amount_refunded)],
            ...(payment.expires_at ? [[t("expires"), <Moment key="expires" time={payment.expires_at} />] as const] : []),
            ...(payment.capture_at ? [[t("capturedAt"), <Moment key="capture" time={payment.capture_at} />] as const] : []),
            ...(payment.next_try_at ? [[t("nextTry"), <Moment key="next" time={payment.next_try_at} />] as const] : []),
          ]}
        />
      </Panel>
      <Panel title={t("method")}>
        <Facts
          facts={[
            [t("gateway"), payment.gateway],
            [t("kind"), t(`method_${payment.payment_method.type as "card"}`)],
            [t("token"), <span key="token" className="technical">{payment.payment_method.token}</span>],
            ...(card ? [[t("scheme"), card.scheme] as const, [t("issuerCountry"), card.issuer_country] as const] : []),
            ...(payment.failure
              ? [[t("failure"), <span key="failure">{payment.failure.message} <span className="technical">{payment.failure.code}</span></span>] as const]
              : []),
          ]}
        />
      </Panel>
      {payment.refunds.length > 0 && (
        <Panel title={t("refunds")}>
          <ul className={styles.list}>
            {payment.refunds.map((refund) => (
              <li key={refund.id}>
                <div className={styles.line}>
                  <strong>{formats.money(refund.amount, refund.currency)}</strong>
                  <Badge tone={refund.status === "REFUNDED" ? "good" : refund.status === "FAILED" ? "bad" : "warn"}>{t(`refund_${refund.status as "REFUNDED"}`)}</Badge>
                </div>
                {refund.reason && <p>{refund.reason}</p>}
                {refund.failure && <p>{refund.failure.message}</p>}
                <Moment time={refund.created_at} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {payment.disputes.length > 0 && (
        <Panel title={t("disputes")}>
          <ul className={styles.list}>
            {payment.disputes.map((dispute) => (
              <li key={dispute.id}>
                <div className={styles.line}>
                  <strong>{formats.money(dispute.amount, dispute.currency)}</strong>
                  <span className="technical">{dispute.status}</span>
                </div>
                <p className="technical">{dispute.reason}</p>
                {dispute.respond_by && (
                  <p>
                    {t("respondBy")} <Moment time={dispute.respond_by} />
                  </p>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {metadata.length > 0 && (
        <Panel title={t("metadata")}>
          <Facts facts={metadata} />
        </Panel>
      )}
    </div>
  );
}
