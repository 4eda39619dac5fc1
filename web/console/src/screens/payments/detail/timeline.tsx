// The history of a payment, in words.
import { useQuery } from "@tanstack/react-query";
import { useFormats, useMessages } from "../../../i18n";
import { classes, Loaded, Panel } from "../../../ui";
import { messages } from "../messages";
import styles from "./detail.module.css";
import { eventsQuery, type Payment } from "./queries";
import { tell } from "./story";

export function Timeline({ payment }: { payment: Payment }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const events = useQuery(eventsQuery(payment.id));
  return (
    <Panel>
      <Loaded query={events} lines={6}>
        {(page) => (
          <>
            <ol className={styles.timeline}>
              {page.data.map((event) => {
                const told = tell(event, formats);
                return (
                  <li key={event.id} className={classes(styles.moment, styles[told?.tone ?? "quiet"])}>
                    <span>{told ? t(told.key, told.values) : <span className="technical">{event.type}</span>}</span>
                    <time dateTime={event.created_at} title={formats.exactTime(event.created_at)}>
                      {formats.time(event.created_at)}
                    </time>
                  </li>
                );
              })}
            </ol>
            {page.next_cursor && <p>{t("moreEvents", { count: page.data.length })}</p>}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
