// Ids and the like: a press copies them.
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useMessages } from "../i18n";
import styles from "./copy.module.css";
import { messages } from "./messages";

/** `what` names it for screen readers: "payment id". */
export function CopyText({ text, what }: { text: string; what: string }) {
  const t = useMessages(messages);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <button type="button" className={styles.copy} onClick={copy} title={t("copy", { what })}>
      <span>{text}</span>
      {copied ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
      <span className="visually-hidden" aria-live="polite">
        {copied ? t("copied") : ""}
      </span>
    </button>
  );
}
