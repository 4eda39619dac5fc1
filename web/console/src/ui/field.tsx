// What people type into: native controls with a label, a hint and what is wrong.
import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "./classes";
import styles from "./field.module.css";

interface About {
  label: string;
  hint?: ReactNode;
  /** What is wrong with it; it is read out. */
  mistake?: string | null | undefined;
  /** The label is for screen readers only: something else on the page says it. */
  isLabelHidden?: boolean;
}

function Field({ id, label, hint, mistake, isLabelHidden, children }: About & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={isLabelHidden ? "visually-hidden" : styles.label}>
        {label}
      </label>
      {children}
      {hint && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
      <div id={`${id}-mistake`} className={styles.mistake} aria-live="polite" hidden={!mistake}>
        {mistake}
      </div>
    </div>
  );
}

function described(id: string, { hint, mistake }: About) {
  const by = [hint && `${id}-hint`, mistake && `${id}-mistake`].filter(Boolean).join(" ");
  return { id, "aria-invalid": mistake ? true : undefined, "aria-describedby": by || undefined } as const;
}

/** `technical`: ids, codes, addresses, read from the left in every language. */
export function TextField({ label, hint, mistake, isLabelHidden, technical, className, ...rest }: ComponentProps<"input"> & About & { technical?: boolean }) {
  const id = useId();
  const about = { label, hint, mistake, isLabelHidden: isLabelHidden ?? false };
  return (
    <Field id={id} {...about}>
      <input type="text" {...rest} {...described(id, about)} className={classes(styles.control, technical && styles.technical, className)} />
    </Field>
  );
}

export function TextArea({ label, hint, mistake, isLabelHidden, technical, className, ...rest }: ComponentProps<"textarea"> & About & { technical?: boolean }) {
  const id = useId();
  const about = { label, hint, mistake, isLabelHidden: isLabelHidden ?? false };
  return (
    <Field id={id} {...about}>
      <textarea {...rest} {...described(id, about)} className={classes(styles.control, technical && styles.technical, className)} />
    </Field>
  );
}

/** `options` are pairs of value and text. */
export function SelectField({ label, hint, mistake, isLabelHidden, options, className, ...rest }: Omit<ComponentProps<"select">, "children"> & About & { options: readonly (readonly [string, string])[] }) {
  const id = useId();
  const about = { label, hint, mistake, isLabelHidden: isLabelHidden ?? false };
  return (
    <Field id={id} {...about}>
      <select {...rest} {...described(id, about)} className={classes(styles.control, className)}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function Checkbox({ label, hint, ...rest }: ComponentProps<"input"> & { label: string; hint?: string }) {
  const id = useId();
  return (
    <div className={styles.check}>
      <input type="checkbox" {...rest} id={id} aria-describedby={hint ? `${id}-hint` : undefined} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <div id={`${id}-hint`} className={styles.hint}>
            {hint}
          </div>
        )}
      </div>
    </div>
  );
}
