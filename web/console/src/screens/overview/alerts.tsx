// What needs somebody: payments, gateways whose breaker is open or who are restrained, findings of the audit trail. Where there is
// nothing, it says so, and about what.
import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useLiveRefresh } from "../../live";
import { useCan, useInterval } from "../../session";
import { Badge, Loaded, Moment, Panel } from "../../ui";
import styles from "./alerts.module.css";
import { Breaker } from "./gateways";
import { messages } from "./messages";
import { attentionQuery, auditAlertsQuery, EVERY_MS, gatewaysQuery } from "./queries";

const ATTENTION = ["payment.needs_attention", "payment.attention_resolved"];
const KEYS = [attentionQuery.queryKey];
/** So many are named one by one. */
const NAMED = 5;

export function Alerts() {
  const t = useMessages(messages);
  const can = useCan();
  return (
    <Panel title={t("alerts")}>
      <ul className={styles.alerts}>
        {can("payments.read") && <Payments />}
        {can("gateways.read") && <Breakers />}
        {can("audit.read") && <Findings />}
      </ul>
    </Panel>
  );
}

function Part({ title, count, isMore, none, children }: { title: string; count: number; isMore: boolean; none: string; children: ReactNode }) {
  const formats = useFormats();
  return (
    <li className={styles.part}>
      <div className={styles.head}>
        <h3>{title}</h3>
        {count > 0 && (
          <Badge tone="warn">
            {formats.number(count)}
            {isMore && "+"}
          </Badge>
        )}
      </div>
      {count === 0 ? (
        <p className={styles.none}>
          <CircleCheck size={15} aria-hidden="true" /> {none}
        </p>
      ) : (
        <ul>{children}</ul>
      )}
    </li>
  );
}

function Payments() {
  const t = useMessages(messages);
  const formats = useFormats();
  const payments = useQuery({ ...attentionQuery, refetchInterval: useInterval(EVERY_MS) });
  useLiveRefresh(ATTENTION, KEYS);
  return (
    <Loaded query={payments} lines={1}>
      {(page) => (
        <Part title={t("attention")} count={page.data.length} isMore={page.next_cursor != null} none={t("attentionNone")}>
          {page.data.slice(0, NAMED).map((payment) => (
            <li key={payment.id}>
              <Link to={`/payments/${payment.id}`}>{payment.reference ?? payment.id}</Link> {formats.money(payment.amount, payment.currency)} <Moment time={payment.created_at} relative />
            </li>
          ))}
          {page.data.length > NAMED && (
            <li>
              <Link to="/payments?attention=true">{t("attentionAll")}</Link>
            </li>
          )}
        </Part>
      )}
    </Loaded>
  );
}

function Breakers() {
  const t = useMessages(messages);
  const gateways = useQuery({ ...gatewaysQuery, refetchInterval: useInterval(EVERY_MS) });
  return (
    <Loaded query={gateways} lines={1}>
      {(page) => {
        const bad = page.data.flatMap((gateway) =>
          gateway.health.filter((health) => health.breaker !== "closed" || health.trend?.restrained_since).map((health) => ({ name: gateway.name, health })),
        );
        return (
          <Part title={t("breakers")} count={bad.length} isMore={false} none={t("breakersNone", { count: page.data.length })}>
            {bad.map(({ name, health }) => (
              <li key={`${name} ${health.operation}`}>
                {name} <span className="technical">{health.operation}</span> <Breaker health={health} />
                {health.open_until && (
                  <>
                    {" "}
                    {t("openUntil")} <Moment time={health.open_until} />
                  </>
                )}
              </li>
            ))}
          </Part>
        );
      }}
    </Loaded>
  );
}

const RULES = ["mass_read", "repeated_refusals", "impossible_travel", "privilege_change", "break_glass", "trail_custody"] as const;

function Findings() {
  const t = useMessages(messages);
  const findings = useQuery({ ...auditAlertsQuery, refetchInterval: useInterval(EVERY_MS * 2) });
  return (
    <Loaded query={findings} lines={1}>
      {(page) => (
        <Part title={t("findings")} count={page.data.length} isMore={page.next_cursor != null} none={t("findingsNone")}>
          {page.data.slice(0, NAMED).map((record) => {
            const { position, at, rule } = finding(record);
            const known = RULES.find((one) => one === rule);
            return (
              <li key={position}>
                {known ? t(`rule_${known}`) : <span className="technical">{rule}</span>} <Moment time={at} relative />
              </li>
            );
          })}
        </Part>
      )}
    </Loaded>
  );
}

/** The parts of an alert's record; the API's description leaves the records open. */
function finding(record: Schemas["AuditPage"]["data"][number]): { position: number; at: string; rule: string } {
  const { position, at, alert } = record as unknown as { position: number; at: string; alert?: { rule?: string } };
  return { position, at, rule: alert?.rule ?? "" };
}
