// What a change did: its events, and each field as it was and as it is.
import { useMessages } from "../../i18n";
import { CopyText, Panel, Row, Soft, Stack } from "../../ui";
import styles from "./changed.module.css";
import { messages } from "./messages";
import type { AuditedChange } from "./record";

export function Changed({ change }: { change: AuditedChange }) {
  const t = useMessages(messages);
  return (
    <Panel title={t("kind_change")} actions={<Soft small>{t("logPosition", { position: change.log_position })}</Soft>}>
      <Stack>
        {change.events.map((event, at) => (
          <div key={`${event.event} ${at}`} className={styles.event}>
            <Row>
              <strong className="technical">{event.event}</strong>
              {event.thing && <Soft>{event.thing}</Soft>}
              {event.id && <CopyText text={event.id} what={event.thing ?? t("resource")} />}
            </Row>
            {event.fields.length > 0 && (
              <div className={styles.scroll} role="region" aria-label={event.event} tabIndex={0}>
                <table className={styles.fields}>
                  <thead>
                    <tr>
                      <th scope="col">{t("field")}</th>
                      <th scope="col">{t("was")}</th>
                      <th scope="col">{t("is")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {event.fields.map((field, at) => (
                      <tr key={`${field.field} ${at}`}>
                        <th scope="row" className="technical">{field.field}</th>
                        <td className="technical">{field.old ?? "–"}</td>
                        <td className="technical">{field.new ?? "–"}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </div>
        ))}
        {change.more_events > 0 && <Soft>{t("moreEvents", { count: change.more_events })}</Soft>}
      </Stack>
    </Panel>
  );
}
