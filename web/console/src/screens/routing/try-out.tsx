// Where a payment would go now, and why: every gateway with its score, what was learned about payments of this kind, and its fee.
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { api, asProblem, data, type Schemas } from "../../api";
import { fromTyped } from "../../format";
import { useFormats, useMessages } from "../../i18n";
import { Badge, Button, type Column, DataTable, Facts, Panel, ProblemNote, SelectField, TextField } from "../../ui";
import { messages } from "./messages";
import { rulesQuery } from "./queries";
import styles from "./routing.module.css";

type Candidate = Schemas["ScoredGateway"];

const METHODS = ["card", "bank_transfer", "wallet"] as const;
const SCHEMES = ["visa", "mastercard", "amex", "discover", "diners", "jcb", "unionpay", "maestro", "cartes_bancaires", "girocard", "rupay", "elo"];
const CATEGORIES = ["credit", "debit", "prepaid", "commercial"];

export function TryOut() {
  const t = useMessages(messages);
  const formats = useFormats();
  const versions = useQuery(rulesQuery);
  const [amount, setAmount] = useState("");
  const [currency, setCurrency] = useState("EUR");
  const [method, setMethod] = useState<string>("card");
  const [scheme, setScheme] = useState("");
  const [category, setCategory] = useState("");
  const [issuerCountry, setIssuerCountry] = useState("");
  const [version, setVersion] = useState("");
  const minor = /^[A-Z]{3}$/.test(currency) ? fromTyped(amount, currency, formats.locale) : null;
  const decide = useMutation({ mutationFn: (body: Schemas["NewDecision"]) => data(api.POST("/api/v1/routing/decisions", { body })) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (minor === null) return;
    const rules = versions.data?.data.find((one) => String(one.version) === version)?.source;
    const card = { ...(scheme ? { scheme } : {}), ...(category ? { category } : {}), ...(issuerCountry ? { issuer_country: issuerCountry } : {}) };
    decide.mutate({ amount: minor, currency, method, ...(Object.keys(card).length > 0 ? { card } : {}), ...(rules ? { rules } : {}) });
  };
  const unknown = ["", t("notKnown")] as const;
  return (
    <div className={styles.lines}>
      <Panel title={t("tryOutPayment")}>
        <form className={styles.lines} onSubmit={submit} noValidate>
          <div className={styles.form}>
            <TextField label={t("amount")} value={amount} onChange={(event) => setAmount(event.target.value)} inputMode="decimal" mistake={amount && minor === null ? t("notAnAmount") : null} />
            <TextField label={t("currency")} value={currency} onChange={(event) => setCurrency(event.target.value.toUpperCase())} maxLength={3} technical />
            <SelectField label={t("method")} value={method} onChange={(event) => setMethod(event.target.value)} options={METHODS.map((one) => [one, t("methodName", { method: one })] as const)} />
            <SelectField label={t("scheme")} value={scheme} onChange={(event) => setScheme(event.target.value)} options={[unknown, ...SCHEMES.map((one) => [one, one] as const)]} />
            <SelectField label={t("category")} value={category} onChange={(event) => setCategory(event.target.value)} options={[unknown, ...CATEGORIES.map((one) => [one, t("categoryName", { category: one })] as const)]} />
            <TextField label={t("issuerCountry")} hint={t("twoLetters")} value={issuerCountry} onChange={(event) => setIssuerCountry(event.target.value.toUpperCase())} maxLength={2} technical />
            <SelectField
              label={t("rules")}
              value={version}
              onChange={(event) => setVersion(event.target.value)}
              options={[["", t("activeOnes")], ...(versions.data?.data ?? []).map((one) => [String(one.version), t("versionName", { version: one.version })] as const)]}
            />
          </div>
          <div className={styles.row}>
            <Button type="submit" look="primary" busy={decide.isPending} disabled={minor === null}>
              {t("decide")}
            </Button>
            <span className={styles.small}>{t("nothingIsSent")}</span>
          </div>
          {decide.isError && <ProblemNote problem={asProblem(decide.error)} />}
        </form>
      </Panel>
      {decide.data && <Decision decision={decide.data} currency={decide.variables.currency} />}
    </div>
  );
}

function Decision({ decision, currency }: { decision: Schemas["Decision"]; currency: string }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const columns = useMemo((): Column<Candidate>[] => {
    // Scores and shares come in millionths.
    const share = (millionths: number) => formats.basisPoints(Math.round(millionths / 100));
    return [
      { id: "gateway", label: t("gateway"), cell: (row) => row.gateway, width: 150 },
      { id: "verdict", label: t("verdict"), cell: (row) => <Verdict verdict={row.verdict} />, width: 190 },
      { id: "score", label: t("score"), align: "end", cell: (row) => formats.number(row.score), sortBy: (row) => row.score },
      { id: "expected", label: t("expectedSuccess"), align: "end", cell: (row) => share(row.expected_success), sortBy: (row) => row.expected_success },
      { id: "learned", label: t("learnedSuccess"), align: "end", cell: (row) => share(row.learned_success), sortBy: (row) => row.learned_success },
      { id: "calls", label: t("similarCalls"), align: "end", cell: (row) => formats.number(row.similar_calls), sortBy: (row) => row.similar_calls },
      { id: "fee", label: t("fee"), align: "end", cell: (row) => (row.fee == null ? "–" : formats.money(row.fee, currency)), sortBy: (row) => row.fee ?? null },
      { id: "ofSuccess", label: t("scoreSuccess"), align: "end", cell: (row) => formats.number(row.success), hidden: true },
      { id: "ofCost", label: t("scoreCost"), align: "end", cell: (row) => formats.number(row.cost), hidden: true },
      { id: "ofLatency", label: t("scoreLatency"), align: "end", cell: (row) => formats.number(row.latency), hidden: true },
    ];
  }, [t, formats, currency]);
  return (
    <Panel title={decision.gateway ? t("goesTo", { gateway: decision.gateway }) : t("noGatewayTakes")} flush>
      <div className={styles.padded}>
        <Facts
          facts={[
            [t("rulesHeld"), formats.list(decision.rules.map((rule) => rule.name))],
            [t("threeDSecure"), t(decision.require_three_d_secure ? "required" : "notRequired")],
            [t("basedOn"), t("versionsOf", { rules: decision.rules_version ?? "–", strategy: decision.strategy_version, fees: decision.fees_version, lessons: formats.number(decision.model_version) })],
          ]}
        />
      </div>
      <DataTable name="routing.candidates" label={t("candidates")} columns={columns} rows={decision.candidates} rowId={(row) => row.gateway} />
    </Panel>
  );
}

function Verdict({ verdict }: { verdict: string }) {
  const t = useMessages(messages);
  const tone = verdict === "chosen" ? "good" : verdict === "eligible" ? "info" : "quiet";
  return <Badge tone={tone}>{t("verdictIs", { verdict })}</Badge>;
}
