// Short words about what was done. Anything that needs an answer, or must not be missed, is a dialog or a note in the page instead.
import { X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";
import { useMessages } from "../i18n";
import { IconButton } from "./button";
import { classes } from "./classes";
import { messages } from "./messages";
import styles from "./toast.module.css";

interface Toast {
  id: number;
  text: string;
  isBad: boolean;
}

const SHOWN = 4;
let toasts: readonly Toast[] = [];
let next = 0;
const listeners = new Set<() => void>();

function change(changed: readonly Toast[]) {
  toasts = changed.slice(-SHOWN);
  for (const listener of listeners) listener();
}

/** Says something for some seconds, from anywhere. */
export function say(text: string, options: { isBad?: boolean } = {}): void {
  next += 1;
  change([...toasts, { id: next, text, isBad: options.isBad ?? false }]);
}

/** Where toasts are shown; the shell has it once. */
export function Toaster() {
  const t = useMessages(messages);
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <Radix.Provider label={t("notifications")} duration={6_000}>
      {shown.map((toast) => (
        <Radix.Root
          key={toast.id}
          className={classes(styles.toast, toast.isBad && styles.bad)}
          type={toast.isBad ? "foreground" : "background"}
          onOpenChange={(open) => !open && change(toasts.filter((one) => one.id !== toast.id))}
        >
          <Radix.Description>{toast.text}</Radix.Description>
          <Radix.Close asChild>
            <IconButton icon={X} label={t("close")} size="small" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className={styles.viewport} label={`${t("notifications")} ({hotkey})`} />
    </Radix.Provider>
  );
}
