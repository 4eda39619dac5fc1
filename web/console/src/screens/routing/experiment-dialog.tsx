// The form of a new experiment: other rules for the trial, another source of the expected success, or both.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { ActionDialog, SelectField, say, TextField } from "../../ui";
import { messages } from "./messages";
import { routingQuery, rulesQuery } from "./queries";
import styles from "./routing.module.css";

const SOURCES = ["recent", "learned", "sampled"] as const;

export function ExperimentDialog({ onClose }: { onClose: () => void }) {
  const t = useMessages(messages);
  const queries = useQueryClient();
  const rules = useQuery(rulesQuery);
  const routing = useQuery(routingQuery);
  const [name, setName] = useState("");
  const [percent, setPercent] = useState("20");
  const [sample, setSample] = useState("10000");
  const [version, setVersion] = useState("");
  const [source, setSource] = useState("");
  const share = Math.round(Number(percent) * 100);
  const size = Math.trunc(Number(sample));
  const isReady = /^[a-z0-9_-]{1,64}$/.test(name) && share > 0 && share <= 10_000 && size > 0 && (version !== "" || (source !== "" && routing.data !== undefined));
  const approved = (rules.data?.data ?? []).filter((one) => one.status !== "proposed");
  const start = async () => {
    const strategy: Schemas["Strategy"] | undefined = source && routing.data ? { ...routing.data.strategy, success: source as (typeof SOURCES)[number] } : undefined;
    const body = { name, share_basis_points: share, sample: size, ...(version ? { rules: Number(version) } : {}), ...(strategy ? { strategy } : {}) };
    await data(api.POST("/api/v1/routing/experiments", { body }));
    await queries.invalidateQueries({ queryKey: ["routing"] });
    say(t("experimentStarted"));
  };
  return (
    <ActionDialog open onClose={onClose} title={t("startExperiment")} about={t("experimentsAbout")} action={t("startExperiment")} ready={isReady} onAction={start} wide>
      <div className={styles.form}>
        <TextField label={t("name")} hint={t("nameHint")} value={name} onChange={(event) => setName(event.target.value)} technical />
        <TextField type="number" min={0.01} max={100} step={0.01} label={t("shareOfCustomers")} hint={t("sharePercent")} value={percent} onChange={(event) => setPercent(event.target.value)} />
        <TextField type="number" min={1} label={t("sample")} hint={t("sampleHint")} value={sample} onChange={(event) => setSample(event.target.value)} />
        <SelectField label={t("trialRules")} value={version} onChange={(event) => setVersion(event.target.value)} options={[["", t("activeOnes")], ...approved.map((one) => [String(one.version), t("versionName", { version: one.version })] as const)]} />
        <SelectField label={t("trialSuccess")} value={source} onChange={(event) => setSource(event.target.value)} options={[["", t("sameStrategy")], ...SOURCES.map((one) => [one, t("successName", { success: one })] as const)]} />
      </div>
    </ActionDialog>
  );
}
