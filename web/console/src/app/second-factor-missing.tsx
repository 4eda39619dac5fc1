// The tenant wants a second factor and the person has none yet: the account page sets one up.
import { ShieldAlert } from "lucide-react";
import { useMessages } from "../i18n";
import type { Me } from "../session";
import { Button, EmptyState, Page } from "../ui";
import { messages } from "./messages";

export function SecondFactorMissing({ me }: { me: Me }) {
  const t = useMessages(messages);
  return (
    <Page title={t("secondFactorSetUp")}>
      <EmptyState title={t("secondFactorMissing", { tenant: me.tenant_name })} icon={ShieldAlert}>
        <Button look="primary" onClick={() => location.assign("/account")}>
          {t("secondFactorSetUp")}
        </Button>
      </EmptyState>
    </Page>
  );
}
