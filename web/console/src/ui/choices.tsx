// Any of several: a group of checkboxes with a name.
import { classes } from "./classes";
import styles from "./choices.module.css";
import { Checkbox } from "./field";

interface ChoicesProps {
  label: string;
  hint?: string;
  options: readonly (readonly [string, string])[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  disabled?: boolean;
}

/** More options than fit on a telephone scroll in themselves. */
const MANY = 12;

export function Choices({ label, hint, options, chosen, onChange, disabled }: ChoicesProps) {
  // In the order of the options, so that the same choice is always the same list.
  const toggle = (value: string, on: boolean) => onChange(options.map(([option]) => option).filter((option) => (option === value ? on : chosen.includes(option))));
  return (
    <fieldset className={styles.choices} disabled={disabled}>
      <legend>{label}</legend>
      {hint && <div className={styles.hint}>{hint}</div>}
      <div className={classes(styles.list, options.length > MANY && styles.many)}>
        {options.map(([value, text]) => (
          <Checkbox key={value} label={text} checked={chosen.includes(value)} onChange={(event) => toggle(value, event.target.checked)} />
        ))}
      </div>
    </fieldset>
  );
}
