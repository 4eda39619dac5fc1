// A secret that is shown once. It stands in this dialog and nowhere else: closing the dialog forgets it, and a press beside the dialog
// does not close it.
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useMessages } from "../i18n";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";
import { messages } from "./messages";
import styles from "./secret.module.css";
import { Stack } from "./stack";

interface SecretDialogProps {
  title: string;
  /** What it is good for and where it belongs. */
  about: string;
  /** Null while there is none to show. */
  secret: string | null;
  onClose: () => void;
}

export function SecretDialog({ title, about, secret, onClose }: SecretDialogProps) {
  const t = useMessages(messages);
  return (
    <Dialog open={secret !== null} onClose={onClose} title={title} about={about} isKept wide>
      <Stack>
        <div className={styles.secret}>
          <code className={styles.text} data-secret="">
            {secret}
          </code>
          <div>
            <CopyButton text={secret ?? ""} />
          </div>
        </div>
        <p>{t("secretOnce")}</p>
      </Stack>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {t("secretKept")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function CopyButton({ text }: { text: string }) {
  const t = useMessages(messages);
  const [isCopied, setIsCopied] = useState(false);
  return (
    <Button size="small" icon={isCopied ? Check : Copy} onClick={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}>
      <span aria-live="polite">{isCopied ? t("copied") : t("copySecret")}</span>
    </Button>
  );
}
