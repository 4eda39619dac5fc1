// How gateways are compared, and when breakers open. Both are shown as they are in force and changed in a dialog.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Settings2 } from "lucide-react";
import { useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useCan } from "../../session";
import { Button, Columns, Facts, Loaded, Panel, say } from "../../ui";
import { messages } from "./messages";
import { routingQuery } from "./queries";
import { ResilienceFacts } from "./resilience";
import { StrategyDialog } from "./strategy-dialog";

export function Settings() {
  const routing = useQuery(routingQuery);
  return (
    <Loaded query={routing}>
      {(routing) => (
        <Columns minimum={380}>
          <Strategy routing={routing} />
          <ResilienceFacts resilience={routing.resilience} />
        </Columns>
      )}
    </Loaded>
  );
}

function Strategy({ routing }: { routing: Schemas["Routing"] }) {
  const t = useMessages(messages);
  const can = useCan();
  const queries = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const set = async (strategy: Schemas["Strategy"]) => {
    await data(api.POST("/api/v1/routing/strategy", { body: strategy }));
    await queries.invalidateQueries({ queryKey: ["routing"] });
    say(t("strategySet"));
  };
  const action = can("routing.manage") && (
    <Button size="small" icon={Settings2} onClick={() => setIsOpen(true)}>
      {t("change")}
    </Button>
  );
  return (
    <Panel title={t("strategyVersion", { version: routing.strategy_version })} actions={action || undefined}>
      <StrategyFacts strategy={routing.strategy} />
      {isOpen && <StrategyDialog strategy={routing.strategy} onClose={() => setIsOpen(false)} onSet={set} />}
    </Panel>
  );
}

export function StrategyFacts({ strategy }: { strategy: Schemas["Strategy"] }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const { weights, elimination, split } = strategy;
  const facts: [string, React.ReactNode][] = [[t("order"), t("orderName", { order: strategy.order ?? "score" })]];
  if (split) facts.push([t("split"), Object.entries(split).map(([gateway, weight]) => `${gateway} ${weight}`).join(", ")]);
  facts.push([t("expectedFrom"), t("successName", { success: strategy.success ?? "recent" })]);
  if (weights) facts.push([t("weights"), t("weightsAre", { success: formats.number(weights.success), cost: formats.number(weights.cost), latency: formats.number(weights.latency) })]);
  facts.push([t("elimination"), elimination ? t("eliminationIs", { share: formats.basisPoints(elimination.success_below_basis_points), calls: elimination.calls_at_least }) : t("none")]);
  if (strategy.half_life_seconds != null) facts.push([t("halfLife"), t("minutes", { count: Math.round(strategy.half_life_seconds / 60) })]);
  facts.push([t("seed"), String(strategy.seed ?? 0)]);
  return <Facts facts={facts} />;
}
