// The events as the API and webhooks tell them.
import { useQuery } from "@tanstack/react-query";
import { useMessages } from "../../../i18n";
import { CopyText, Loaded, Panel } from "../../../ui";
import { messages } from "../messages";
import styles from "./detail.module.css";
import { eventsQuery, type Payment } from "./queries";

export function RawEvents({ payment }: { payment: Payment }) {
  const t = useMessages(messages);
  const events = useQuery(eventsQuery(payment.id));
  return (
    <Panel>
      <Loaded query={events}>
        {(page) => (
          <ul className={styles.list}>
            {page.data.map((event) => (
              <li key={event.id}>
                <details className={styles.raw}>
                  <summary>
                    <span className="technical">{event.type}</span>
                  </summary>
                  <CopyText text={event.id} what={t("eventId")} />
                  <pre tabIndex={0} aria-label={event.type}>{JSON.stringify(event, null, 2)}</pre>
                </details>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}
