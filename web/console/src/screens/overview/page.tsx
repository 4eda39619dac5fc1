// The overview: each part stands for itself, so that one that can't be read takes no other along.
import { useMessages } from "../../i18n";
import { useCan } from "../../session";
import { Page } from "../../ui";
import { Alerts } from "./alerts";
import { Figures } from "./figures";
import { Gateways } from "./gateways";
import { LastHour } from "./last-hour";
import { messages } from "./messages";

export function Component() {
  const t = useMessages(messages);
  const can = useCan();
  return (
    <Page title={t("title")}>
      <Alerts />
      {can("analytics.read") && (
        <>
          <Figures />
          <LastHour />
        </>
      )}
      {can("gateways.read") && <Gateways />}
    </Page>
  );
}
