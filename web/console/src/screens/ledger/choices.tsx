// The fields above what is shown: as of when, over which period, in which currency. Their values stand in the address.
import { useMessages } from "../../i18n";
import { Button, SelectField, TextField } from "../../ui";
import { fromField, toField } from "./instant";
import styles from "./ledger.module.css";
import { messages } from "./messages";
import { useParameters, usePeriod } from "./search";

export function Instant({ name, label, hint }: { name: string; label: string; hint?: string }) {
  const [search, change] = useParameters();
  const value = toField(search.get(name));
  return (
    <TextField
      // Whoever clears it from elsewhere gets an empty field; what is half typed stays.
      key={value === "" ? "empty" : "set"}
      type="datetime-local"
      step={1}
      label={label}
      hint={hint}
      defaultValue={value}
      onBlur={(event) => change({ [name]: fromField(event.target.value) })}
      onKeyDown={(event) => event.key === "Enter" && change({ [name]: fromField(event.currentTarget.value) })}
    />
  );
}

export function AsOfFields() {
  const t = useMessages(messages);
  const [search, change] = useParameters();
  const isPast = search.has("at") || search.has("effective_at");
  return (
    <div className={styles.choices}>
      <Instant name="at" label={t("knownAt")} hint={t("knownAtHint")} />
      <Instant name="effective_at" label={t("effectiveAt")} hint={t("effectiveAtHint")} />
      {isPast && <Button onClick={() => change({ at: null, effective_at: null })}>{t("now")}</Button>}
    </div>
  );
}

export function PeriodFields() {
  const t = useMessages(messages);
  const [, change] = useParameters();
  const period = usePeriod();
  const options = [
    ["hour", t("periodHour")], ["day", t("periodDay")], ["week", t("periodWeek")], ["month", t("periodMonth")],
    ["all", t("periodAll")], ["own", t("periodOwn")],
  ] as const;
  const choose = (name: string) => change(name === "own" ? { period: name, from: period.from ?? null } : { period: name === "day" ? null : name, from: null, to: null });
  return (
    <>
      <SelectField label={t("period")} options={options} value={period.name} onChange={(event) => choose(event.target.value)} />
      {period.name === "own" && <Instant name="from" label={t("from")} />}
      {period.name === "own" && <Instant name="to" label={t("to")} />}
    </>
  );
}

/** `all`: whether one may look at every currency at once. */
export function CurrencyField({ currencies, chosen, all }: { currencies: readonly string[]; chosen: string; all?: boolean }) {
  const t = useMessages(messages);
  const [, change] = useParameters();
  const options = [...(all ? [["", t("allCurrencies")] as const] : []), ...currencies.map((one) => [one, one] as const)];
  return <SelectField label={t("currency")} options={options} value={chosen} onChange={(event) => change({ currency: event.target.value })} />;
}
