// When breakers open and close, and what forecasts do: as in force, and changed field by field.
import { useQueryClient } from "@tanstack/react-query";
import { Settings2 } from "lucide-react";
import { useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useCan } from "../../session";
import { ActionDialog, Button, Checkbox, Facts, Panel, say, TextField } from "../../ui";
import { messages } from "./messages";
import styles from "./routing.module.css";

type Resilience = Schemas["Resilience"];
type Prediction = Schemas["Prediction"];
type Numbers = Record<string, number | undefined>;

// The unit of each is the end of its name: shares are in ten-thousandths, times in milliseconds.
const FIELDS = [
  "failures_in_a_row", "window_calls", "window_calls_at_least", "window_failures_basis_points", "open_for_ms", "open_for_at_most_ms", "open_at_least_ms",
] as const satisfies (keyof Resilience)[];
const PREDICTION = [
  "horizon_ms", "calls_at_least", "restrain_at_errors_basis_points", "restrain_at_latency_percent", "release_at_errors_basis_points",
  "release_at_latency_percent", "release_after_ms", "restrained_share_basis_points", "open_at_errors_basis_points", "open_at_latency_ms",
] as const satisfies (keyof Prediction)[];

export function ResilienceFacts({ resilience }: { resilience: Resilience }) {
  const t = useMessages(messages);
  const can = useCan();
  const formats = useFormats();
  const [isOpen, setIsOpen] = useState(false);
  const said = (name: string, value: number | undefined) => {
    if (value === undefined) return "–";
    if (name.endsWith("_ms")) return formats.milliseconds(value);
    if (name.endsWith("_basis_points")) return formats.basisPoints(value);
    return name.endsWith("_percent") ? formats.basisPoints(value * 100) : formats.number(value);
  };
  const { prediction } = resilience;
  const action = can("routing.manage") && (
    <Button size="small" icon={Settings2} onClick={() => setIsOpen(true)}>
      {t("change")}
    </Button>
  );
  return (
    <Panel title={t("resilience")} actions={action || undefined}>
      <div className={styles.lines}>
        <Facts facts={FIELDS.map((name) => [t(name), said(name, resilience[name])])} />
        <h3>{t("prediction")}</h3>
        {prediction ? <Facts facts={PREDICTION.map((name) => [t(`prediction_${name}`), said(name, prediction[name])])} /> : <p>{t("predictionOff")}</p>}
      </div>
      {isOpen && <ResilienceDialog resilience={resilience} onClose={() => setIsOpen(false)} />}
    </Panel>
  );
}

function ResilienceDialog({ resilience, onClose }: { resilience: Resilience; onClose: () => void }) {
  const t = useMessages(messages);
  const queries = useQueryClient();
  const { prediction: before, ...rest } = resilience;
  const [values, setValues] = useState<Numbers>(rest);
  const [predicts, setPredicts] = useState(before != null);
  const [prediction, setPrediction] = useState<Numbers>({ ...before });
  const set = async () => {
    await data(api.POST("/api/v1/routing/resilience", { body: { ...values, prediction: predicts ? prediction : null } }));
    await queries.invalidateQueries({ queryKey: ["routing"] });
    say(t("resilienceSet"));
  };
  const hint = (name: string) => (name.endsWith("_ms") ? t("milliseconds") : name.endsWith("_basis_points") ? t("tenThousandths") : name.endsWith("_percent") ? t("percent") : undefined);
  const typed = (value: string) => (value === "" ? undefined : Math.max(0, Math.trunc(Number(value) || 0)));
  return (
    <ActionDialog open onClose={onClose} title={t("resilience")} about={t("resilienceAbout")} action={t("setResilience")} onAction={set} wide>
      <div className={styles.form}>
        {FIELDS.map((name) => (
          <TextField key={name} type="number" min={0} label={t(name)} hint={hint(name)} value={values[name] ?? ""} onChange={(event) => setValues({ ...values, [name]: typed(event.target.value) })} />
        ))}
        <Checkbox label={t("prediction")} checked={predicts} onChange={(event) => setPredicts(event.target.checked)} />
        {predicts &&
          PREDICTION.map((name) => (
            <TextField key={name} type="number" min={0} label={t(`prediction_${name}`)} hint={hint(name)} value={prediction[name] ?? ""} onChange={(event) => setPrediction({ ...prediction, [name]: typed(event.target.value) })} />
          ))}
      </div>
    </ActionDialog>
  );
}
