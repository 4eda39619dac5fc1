// Addresses that lead nowhere, and roles that may see nothing.
import { Compass, LockKeyhole } from "lucide-react";
import { useMessages } from "../i18n";
import { useMe } from "../session";
import { ButtonLink, EmptyState, Page } from "../ui";
import { messages } from "./messages";

export function NotFound() {
  const t = useMessages(messages);
  return (
    <Page title={t("notFound")}>
      <EmptyState title={t("notFound")} icon={Compass}>
        <p>{t("notFoundAbout")}</p>
        <ButtonLink to="/">{t("backToOverview")}</ButtonLink>
      </EmptyState>
    </Page>
  );
}

export function NothingAllowed() {
  const t = useMessages(messages);
  const me = useMe();
  return (
    <Page title={t("nothingAllowed")}>
      <EmptyState title={t("nothingAllowed")} icon={LockKeyhole}>
        <p>{t("nothingAllowedAbout", { tenant: me.tenant_name })}</p>
      </EmptyState>
    </Page>
  );
}
