// All accounts with what they hold, now or as of any time. It is made of the trial balance, which has every account at one position of
// the log, so that the sums fit together.
import { useQuery } from "@tanstack/react-query";
import { BookOpenText } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { api, data, type Schemas } from "../../api";
import { useFormats, useMessages } from "../../i18n";
import { useLiveRefresh } from "../../live";
import { EmptyState, Loaded, Panel, TextField } from "../../ui";
import { AccountTree } from "./account-tree";
import { AsOfFields, CurrencyField } from "./choices";
import styles from "./ledger.module.css";
import { messages } from "./messages";
import { type AsOf, useAsOf, useParameters } from "./search";
import { treeOf } from "./tree";

export const POSTED = ["ledger.posted", "ledger.account_opened", "ledger.account_changed"];
const BALANCES = [["ledger", "trial-balance"]];

export function useTrialBalance(asOf: AsOf) {
  return useQuery({
    queryKey: ["ledger", "trial-balance", asOf],
    queryFn: () => data(api.GET("/api/v1/ledger/trial-balance", { params: { query: asOf } })),
  });
}

export function Accounts() {
  const asOf = useAsOf();
  const balances = useTrialBalance(asOf);
  useLiveRefresh(POSTED, BALANCES, 5_000);
  return (
    <Panel flush>
      <AsOfFields />
      <Loaded query={balances}>{(trial) => <Chart trial={trial} asOf={asOf} />}</Loaded>
    </Panel>
  );
}

function Chart({ trial, asOf }: { trial: Schemas["TrialBalance"]; asOf: AsOf }) {
  const t = useMessages(messages);
  const formats = useFormats();
  const [search] = useParameters();
  const [typed, setTyped] = useState("");
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const currency = search.get("currency") ?? "";
  const tree = useMemo(
    () =>
      treeOf(
        trial.accounts.filter(
          (account) => (!currency || account.currency === currency) && (!wanted || account.path.toLowerCase().includes(wanted) || account.account === wanted),
        ),
      ),
    [trial, currency, wanted],
  );
  if (trial.accounts.length === 0) return <EmptyState title={t("noAccounts")} icon={BookOpenText} />;
  const query = new URLSearchParams({ ...asOf }).toString();
  return (
    <>
      <div className={styles.choices}>
        <div className={styles.grow}>
          <TextField type="search" label={t("findAccount")} value={typed} onChange={(event) => setTyped(event.target.value)} technical />
        </div>
        <CurrencyField currencies={trial.totals.map((total) => total.currency)} chosen={currency} all />
        <p className={styles.small}>{t("accountsAt", { count: trial.accounts.length, position: formats.number(trial.position) })}</p>
      </div>
      {tree.length === 0 ? (
        <EmptyState title={t("noAccountFound")} />
      ) : (
        <AccountTree tree={tree} isAllOpen={wanted !== ""} linkOf={(account) => `/ledger/accounts/${account}${query ? `?${query}` : ""}`} />
      )}
    </>
  );
}
