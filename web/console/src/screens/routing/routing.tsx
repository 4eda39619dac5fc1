// The page of routing: its parts as tabs. Whoever may only see gateways sees these alone.
import { useMessages } from "../../i18n";
import { useCan } from "../../session";
import { Page, Tabs } from "../../ui";
import { Experiments } from "./experiments";
import { Fees } from "./fees";
import { Gateways } from "./gateways";
import { messages } from "./messages";
import { RulesTab } from "./rules";
import { Settings } from "./settings";
import { TryOut } from "./try-out";

export function Component() {
  const t = useMessages(messages);
  const can = useCan();
  const tabs = [
    ...(can("gateways.read") ? [{ name: "gateways", label: t("gateways"), content: <Gateways /> }] : []),
    ...(can("routing.read")
      ? [
          { name: "rules", label: t("rules"), content: <RulesTab /> },
          { name: "try", label: t("tryOut"), content: <TryOut /> },
          { name: "strategy", label: t("strategy"), content: <Settings /> },
          { name: "fees", label: t("fees"), content: <Fees /> },
          { name: "experiments", label: t("experiments"), content: <Experiments /> },
        ]
      : []),
  ];
  return (
    <Page title={t("title")}>
      <Tabs label={t("parts")} tabs={tabs} />
    </Page>
  );
}
