// Buttons, and links that look like them.
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { Link, type LinkProps } from "react-router";
import styles from "./button.module.css";
import { classes } from "./classes";

interface Looks {
  look?: "primary" | "secondary" | "danger" | "quiet";
  size?: "usual" | "small";
  icon?: LucideIcon;
}

function className({ look = "secondary", size = "usual" }: Looks, isIcon = false, more?: string) {
  return classes(styles.button, look !== "secondary" && styles[look], size === "small" && styles.small, isIcon && styles.icon, more);
}

/** `busy` shows that it works and takes no second press; it stays focused. */
export function Button({ look, size, icon: Icon, busy, children, onClick, className: more, ...rest }: ComponentProps<"button"> & Looks & { busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      className={className({ look, size }, false, more)}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <span className={styles.spinner} aria-hidden="true" /> : Icon && <Icon size={15} aria-hidden="true" />}
      {children}
    </button>
  );
}

/** A button that is only a sign; `label` says what it does. */
export function IconButton({ look = "quiet", size, icon: Icon, label, className: more, ...rest }: Omit<ComponentProps<"button">, "children"> & Looks & { icon: LucideIcon; label: string }) {
  return (
    <button type="button" {...rest} className={className({ look, size }, true, more)} aria-label={label} title={label}>
      <Icon size={17} aria-hidden="true" />
    </button>
  );
}

export function ButtonLink({ look, size, icon: Icon, children, ...rest }: LinkProps & Looks) {
  return (
    <Link {...rest} className={className({ look, size })}>
      {Icon && <Icon size={15} aria-hidden="true" />}
      {children}
    </Link>
  );
}
