// The ledger's page: its parts as tabs.
import { useMessages } from "../../i18n";
import { Page, Tabs } from "../../ui";
import { Accounts } from "./accounts";
import { Flow } from "./flow";
import { messages } from "./messages";
import { Proof } from "./proof";
import { Transfers } from "./transfers";
import { TrialBalance } from "./trial-balance";

export function Component() {
  const t = useMessages(messages);
  const tabs = [
    { name: "accounts", label: t("accounts"), content: <Accounts /> },
    { name: "transfers", label: t("transfers"), content: <Transfers /> },
    { name: "flow", label: t("flow"), content: <Flow /> },
    { name: "trial-balance", label: t("trialBalance"), content: <TrialBalance /> },
    { name: "proof", label: t("proof"), content: <Proof /> },
  ];
  return (
    <Page title={t("title")}>
      <Tabs label={t("parts")} tabs={tabs} />
    </Page>
  );
}
