// Menus that drop down from a button.
import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { languageOf, useLanguage } from "../i18n";
import { classes } from "./classes";
import styles from "./menu.module.css";

/** `trigger` is the button that opens it. */
export function Menu({ trigger, children, align = "end" }: { trigger: ReactElement; children: ReactNode; align?: "start" | "end" }) {
  const { language } = useLanguage();
  return (
    // Not modal: a modal one would put a <style> element into the page, which its policy forbids.
    <Radix.Root modal={false} dir={languageOf(language)?.direction ?? "ltr"}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.menu} align={align} sideOffset={5} collisionPadding={8}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ icon: Icon, danger, disabled, onSelect, children }: { icon?: LucideIcon; danger?: boolean; disabled?: boolean; onSelect: () => void; children: ReactNode }) {
  return (
    <Radix.Item className={classes(styles.item, danger && styles.danger)} disabled={disabled ?? false} onSelect={onSelect}>
      {Icon && <Icon size={15} aria-hidden="true" />}
      {children}
    </Radix.Item>
  );
}

/** One of several; choosing it closes the menu. */
export function MenuChoices<Value extends string>({ label, value, options, onChange }: { label: string; value: Value; options: readonly (readonly [Value, string])[]; onChange: (value: Value) => void }) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as Value)} aria-label={label}>
      <Radix.Label className={styles.label}>{label}</Radix.Label>
      {options.map(([option, text]) => (
        <Radix.RadioItem key={option} value={option} className={styles.item ?? ""}>
          <span className={styles.check}>
            <Radix.ItemIndicator>
              <Check size={15} aria-hidden="true" />
            </Radix.ItemIndicator>
          </span>
          <span lang={languageOf(option)?.code}>{text}</span>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** On or off; the menu stays open. */
export function MenuCheck({ checked, onChange, children }: { checked: boolean; onChange: (checked: boolean) => void; children: ReactNode }) {
  return (
    <Radix.CheckboxItem className={styles.item ?? ""} checked={checked} onCheckedChange={onChange} onSelect={(event) => event.preventDefault()}>
      <span className={styles.check}>
        <Radix.ItemIndicator>
          <Check size={15} aria-hidden="true" />
        </Radix.ItemIndicator>
      </span>
      {children}
    </Radix.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className={styles.separator} />;
}
