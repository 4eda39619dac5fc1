// The search of the trail, and what it holds now.
import { Download, ScrollText, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { api, asProblem, data, type Schemas } from "../../api";
import { useMessages } from "../../i18n";
import { Button, CopyText, Dialog, EmptyState, Facts, Moment, Page, Row, saveFile, say, Stack } from "../../ui";
import { findLines, MOST_SAVED } from "./find";
import { messages } from "./messages";
import { DATA_CLASSES, KINDS, OUTCOMES } from "./record";
import { Records } from "./records";
import { type Choice, SearchForm, useSearch } from "./search-form";

const SHOWN = ["what", "at", "who", "outcome", "resource", "class"];

export function Component() {
  const t = useMessages(messages);
  const search = useSearch();
  const choices: Choice[] = [
    { field: "kind", label: t("kind"), options: [["", t("all")], ...KINDS.map((one) => [one, t(`kind_${one}`)] as const)] },
    { field: "outcome", label: t("outcome"), options: [["", t("all")], ...OUTCOMES.map((one) => [one, t(`outcome_${one}`)] as const)] },
    { field: "data_class", label: t("dataClass"), options: [["", t("all")], ...DATA_CLASSES.map((one) => [one, t(`class_${one}`)] as const)] },
    { field: "principal", label: t("byId") },
    { field: "action", label: t("action") },
    { field: "resource", label: t("resourceId") },
    { field: "correlation_id", label: t("correlation") },
    { field: "text", label: t("words") },
    { field: "from", label: t("fromTime"), type: "datetime-local" },
    { field: "to", label: t("toTime"), type: "datetime-local" },
  ];
  return (
    <Page title={t("title")} actions={<Actions />}>
      <SearchForm choices={choices} />
      <Records label={t("title")} name="audit" search={search} shown={SHOWN} empty={<EmptyState title={t("empty")} icon={ScrollText}>{t("emptyAbout")}</EmptyState>} />
    </Page>
  );
}

function Actions() {
  const t = useMessages(messages);
  const search = useSearch();
  const [isSaving, setIsSaving] = useState(false);
  const [checkpoint, setCheckpoint] = useState<Schemas["AuditCheckpoint"] | null>(null);
  const save = async () => {
    setIsSaving(true);
    try {
      const { text, count, isAll } = await findLines(search);
      saveFile("audit.jsonl", text, "application/jsonl");
      say(isAll ? t("saved", { count }) : t("savedPart", { count, most: MOST_SAVED }));
    } catch (error) {
      say(asProblem(error).message, { isBad: true });
    } finally {
      setIsSaving(false);
    }
  };
  const ask = async () => {
    try {
      setCheckpoint(await data(api.GET("/api/v1/audit/checkpoint")));
    } catch (error) {
      say(asProblem(error).message, { isBad: true });
    }
  };
  return (
    <Row>
      <Button icon={ShieldCheck} onClick={() => void ask()}>
        {t("checkpoint")}
      </Button>
      <Button icon={Download} busy={isSaving} onClick={() => void save()}>
        {t("save")}
      </Button>
      <Dialog open={checkpoint !== null} onClose={() => setCheckpoint(null)} title={t("checkpoint")} about={t("checkpointAbout")} wide>
        {checkpoint && (
          <Stack>
            <CheckpointFacts checkpoint={checkpoint} />
            <Row>
              <Button icon={Download} onClick={() => saveFile(`audit-checkpoint-${checkpoint.position}.json`, JSON.stringify(checkpoint, null, 2))}>
                {t("saveCheckpoint")}
              </Button>
            </Row>
          </Stack>
        )}
      </Dialog>
    </Row>
  );
}

export function CheckpointFacts({ checkpoint }: { checkpoint: Schemas["AuditCheckpoint"] }) {
  const t = useMessages(messages);
  return (
    <Facts
      facts={[
        [t("signedAt"), <Moment key="at" time={Math.floor(checkpoint.time_us / 1_000)} />],
        [t("lastPosition"), String(checkpoint.position)],
        [t("root"), <CopyText key="root" text={checkpoint.root} what={t("root")} />],
        [t("publicKey"), <CopyText key="key" text={checkpoint.public_key} what={t("publicKey")} />],
        [t("signature"), <CopyText key="signature" text={checkpoint.signature} what={t("signature")} />],
      ]}
    />
  );
}
