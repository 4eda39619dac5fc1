// The fields above the list. What is typed is asked for after a pause, so that a word is one question and not five.
import { useQuery } from "@tanstack/react-query";
import { ListFilter } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { api, data } from "../../../api";
import { useMessages } from "../../../i18n";
import { useCan } from "../../../session";
import { Button, SelectField, TextField } from "../../../ui";
import { messages } from "../messages";
import { STATUSES, useStatusWord } from "../status";
import type { Filters } from "./filters";
import styles from "./list.module.css";

const PAUSE_MS = 300;

export function FilterBar({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const t = useMessages(messages);
  const word = useStatusWord();
  const can = useCan();
  const gateways = useQuery({
    queryKey: ["gateways"],
    queryFn: () => data(api.GET("/api/v1/gateways")),
    enabled: can("gateways.read"),
    staleTime: 60_000,
  });
  const names = gateways.data?.data.map((gateway) => gateway.name) ?? [];
  // A gateway of the address that is not declared any more can still be filtered by.
  if (filters.gateway && !names.includes(filters.gateway)) names.push(filters.gateway);
  // Where there is little room they are shown when they are wanted.
  const [isOpen, setIsOpen] = useState(false);
  const set = (changed: Partial<Filters>) => onChange({ ...filters, attention: false, ...changed });
  const options = (values: readonly string[], say: (value: string) => string) => [["", t("any")] as const, ...values.map((value) => [value, say(value)] as const)];
  return (
    <form role="search" aria-label={t("filters")} className={styles.filters} data-open={isOpen ? "" : undefined} onSubmit={(event) => event.preventDefault()}>
      <div className={styles.wide}>
        <Typed label={t("search")} placeholder={t("searchHint")} value={filters.search} onType={(search) => set({ search })} type="search" />
      </div>
      <div className={styles.toggle}>
        <Button size="small" icon={ListFilter} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {t("filters")}
        </Button>
      </div>
      <div className={styles.further}>
        <SelectField label={t("status")} value={filters.status} options={options(STATUSES, word)} onChange={(event) => set({ status: event.target.value })} />
      </div>
      {can("gateways.read") && (
        <div className={styles.further}>
          <SelectField label={t("gateway")} value={filters.gateway} options={options(names, (name) => name)} onChange={(event) => set({ gateway: event.target.value })} />
        </div>
      )}
      <div className={styles.further}>
        <Typed label={t("currency")} placeholder="EUR" value={filters.currency} onType={(currency) => set({ currency: currency.toUpperCase() })} maxLength={3} autoCapitalize="characters" technical />
      </div>
      <div className={styles.further}>
        <Typed label={t("customer")} value={filters.customer} onType={(customer) => set({ customer })} />
      </div>
      <div className={styles.further}>
        <TextField label={t("from")} type="date" value={filters.from} max={filters.to || undefined} onChange={(event) => set({ from: event.target.value })} />
      </div>
      <div className={styles.further}>
        <TextField label={t("to")} type="date" value={filters.to} min={filters.from || undefined} onChange={(event) => set({ to: event.target.value })} />
      </div>
    </form>
  );
}

function Typed({ value, onType, ...rest }: { value: string; onType: (value: string) => void; label: string } & Omit<Parameters<typeof TextField>[0], "value" | "onChange">) {
  const [typed, setTyped] = useState(value);
  // Another view was chosen.
  useEffect(() => setTyped(value), [value]);
  const tell = useEffectEvent(() => typed !== value && onType(typed));
  useEffect(() => {
    const timer = setTimeout(() => tell(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return <TextField {...rest} value={typed} onChange={(event) => setTyped(event.target.value)} />;
}
