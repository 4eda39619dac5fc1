// Codes for the day that the second factor is lost.
import { useQueryClient } from "@tanstack/react-query";
import { LifeBuoy } from "lucide-react";
import { useState } from "react";
import { api, data } from "../../api";
import { useMessages } from "../../i18n";
import { useMe } from "../../session";
import { ActionDialog, Button, Panel, SecretDialog } from "../../ui";
import { messages } from "./messages";

export function RecoveryCodes() {
  const t = useMessages(messages);
  const me = useMe();
  const queries = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const [codes, setCodes] = useState<string | null>(null);
  const make = async () => {
    setCodes((await data(api.POST("/api/v1/me/recovery-codes"))).codes.join("\n"));
    await queries.invalidateQueries({ queryKey: ["me"] });
  };
  const action = (
    <Button size="small" icon={LifeBuoy} onClick={() => setIsAsked(true)}>
      {t("codesMake")}
    </Button>
  );
  return (
    <Panel title={t("codes")} actions={action}>
      <p>{t("codesLeft", { count: me.recovery_codes_left })}</p>
      <ActionDialog open={isAsked} onClose={() => setIsAsked(false)} title={t("codesMake")} about={t("codesAbout")} action={t("codesMake")} onAction={make} />
      <SecretDialog title={t("codes")} about={t("codesUse")} secret={codes} onClose={() => setCodes(null)} />
    </Panel>
  );
}
