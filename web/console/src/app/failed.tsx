// What is shown where a page fails: its own mistake, or that it could not be loaded.
import { useRouteError } from "react-router";
import { useMessages } from "../i18n";
import { ErrorState, Page } from "../ui";
import { messages } from "./messages";

export function Failed() {
  const t = useMessages(messages);
  const error = useRouteError();
  return (
    <Page title={t("failed")}>
      <ErrorState error={error} onRetry={() => location.reload()} />
    </Page>
  );
}
