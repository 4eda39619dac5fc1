// Dialogs. Focus stays inside, Escape closes, focus returns to where it was. The backdrop is our own: the library's would put a
// <style> element into the page, which its policy forbids.
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type FormEvent, type ReactNode, useState } from "react";
import { asProblem, type Problem } from "../api";
import { useMessages } from "../i18n";
import { Button, IconButton } from "./button";
import { classes } from "./classes";
import styles from "./dialog.module.css";
import { messages } from "./messages";
import { ProblemNote } from "./states";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What it is about, in a sentence. */
  about?: ReactNode;
  wide?: boolean;
  /** A press beside it does not close it: what it shows is shown once. */
  isKept?: boolean;
  children: ReactNode;
}

export function Dialog({ open, onClose, title, about, wide, isKept, children }: DialogProps) {
  const t = useMessages(messages);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <div className={styles.backdrop} aria-hidden="true" />
        <Radix.Content className={classes(styles.dialog, wide && styles.wide)} onInteractOutside={(event) => isKept && event.preventDefault()} {...(about ? {} : { "aria-describedby": undefined })}>
          <div className={styles.head}>
            <Radix.Title asChild>
              <h2>{title}</h2>
            </Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label={t("close")} size="small" />
            </Radix.Close>
          </div>
          {about && (
            <Radix.Description asChild>
              <div className={styles.about}>{about}</div>
            </Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The row of buttons at a dialog's end. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}

interface ActionDialogProps extends Omit<DialogProps, "children"> {
  /** The word on the button that does it. */
  action: string;
  danger?: boolean;
  /** Whether what was typed can be sent. */
  ready?: boolean;
  /** Does it; what it throws is shown and the dialog stays. */
  onAction: () => Promise<unknown>;
  children?: ReactNode;
}

/** Asks before something is done, does it, and says what went wrong. */
export function ActionDialog({ action, danger, ready = true, onAction, onClose, children, ...rest }: ActionDialogProps) {
  const t = useMessages(messages);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const close = () => {
    setProblem(null);
    onClose();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !ready) return;
    setBusy(true);
    setProblem(null);
    try {
      await onAction();
      close();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog {...rest} onClose={close}>
      <form onSubmit={submit} noValidate>
        {children}
        {problem && <ProblemNote problem={problem} />}
        <DialogActions>
          <Button onClick={close}>{t("cancel")}</Button>
          <Button type="submit" look={danger ? "danger" : "primary"} busy={busy} disabled={!ready}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
