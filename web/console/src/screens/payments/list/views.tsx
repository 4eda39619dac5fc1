// Views at a press: those that everybody needs, and those that one has named oneself.
import { BookmarkPlus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMessages } from "../../../i18n";
import { useStored } from "../../../preferences";
import { ActionDialog, Button, IconButton, say, TextField } from "../../../ui";
import { messages } from "../messages";
import { addressOf, type Filters } from "./filters";
import styles from "./list.module.css";
import { parseViews, withView } from "./saved-views";

export function Views({ filters, onChoose }: { filters: Filters; onChoose: (address: string) => void }) {
  const t = useMessages(messages);
  const [kept, keep] = useStored("views.payments");
  const saved = parseViews(kept);
  const [isNaming, setIsNaming] = useState(false);
  const [name, setName] = useState("");
  const current = addressOf(filters).toString();
  const usual = [
    { name: t("viewAll"), address: "" },
    { name: t("viewAttention"), address: "attention=true" },
    { name: t("viewFailed"), address: "status=FAILED" },
    { name: t("viewToCapture"), address: "status=AUTHORIZED" },
  ];
  const isKnown = [...usual, ...saved].some((view) => view.address === current);
  const isOwn = saved.some((view) => view.address === current);
  return (
    <div className={styles.views} role="group" aria-label={t("views")}>
      {[...usual, ...saved].map((view) => (
        <button key={`${view.name} ${view.address}`} type="button" className={styles.view} aria-pressed={view.address === current} onClick={() => onChoose(view.address)}>
          {view.name}
        </button>
      ))}
      {!isKnown && (
        <Button size="small" look="quiet" icon={BookmarkPlus} onClick={() => setIsNaming(true)}>
          {t("saveView")}
        </Button>
      )}
      {isOwn && <IconButton size="small" icon={Trash2} label={t("removeView")} onClick={() => keep(JSON.stringify(saved.filter((view) => view.address !== current)))} />}
      <ActionDialog
        open={isNaming}
        onClose={() => setIsNaming(false)}
        title={t("saveView")}
        about={t("saveViewAbout")}
        action={t("save")}
        ready={name.trim() !== ""}
        onAction={async () => {
          keep(JSON.stringify(withView(saved, { name: name.trim(), address: current })));
          setName("");
          say(t("viewSaved"));
        }}
      >
        <TextField label={t("viewName")} value={name} onChange={(event) => setName(event.target.value)} maxLength={40} autoFocus />
      </ActionDialog>
    </div>
  );
}
