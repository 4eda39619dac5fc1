// The requests of the audit trail: those by one's keys, or all.
import { ArrowLeftRight } from "lucide-react";
import { useMessages } from "../../i18n";
import { EmptyState, Page } from "../../ui";
import { OUTCOMES } from "../audit/record";
import { messages as auditMessages } from "../audit/messages";
import { Records } from "../audit/records";
import { type Choice, SearchForm, useSearch } from "../audit/search-form";
import { useKeyNames } from "../people/names";
import { messages } from "./messages";

const SHOWN = ["what", "status", "outcome", "code", "who", "at"];

export function Component() {
  const t = useMessages(messages);
  const words = useMessages(auditMessages);
  const search = useSearch();
  const known = [...(useKeyNames() ?? [])];
  const asked = search.principal ?? "";
  const choices: Choice[] = [
    // Somebody else than a key can be asked for by a link.
    { field: "principal", label: t("key"), options: [["", t("everybody")], ...known, ...(asked && !known.some(([id]) => id === asked) ? [[asked, asked] as const] : [])] },
    { field: "outcome", label: words("outcome"), options: [["", words("all")], ...OUTCOMES.filter((one) => one !== "alert").map((one) => [one, words(`outcome_${one}`)] as const)] },
    { field: "action", label: t("route") },
    { field: "resource", label: words("resourceId") },
    { field: "correlation_id", label: words("correlation") },
    { field: "from", label: words("fromTime"), type: "datetime-local" },
    { field: "to", label: words("toTime"), type: "datetime-local" },
  ];
  return (
    <Page title={t("title")}>
      <SearchForm choices={choices} />
      <Records
        label={t("title")}
        name="requests"
        search={{ ...search, kind: "request" }}
        shown={SHOWN}
        empty={
          <EmptyState title={words("empty")} icon={ArrowLeftRight}>
            {words("emptyAbout")}
          </EmptyState>
        }
      />
    </Page>
  );
}
