// Amounts are whole minor units. Nothing here goes through a floating number, so nothing is rounded.
import { minorDigits } from "./minor-digits";

/** An amount of minor units as an exact decimal text, such as 4990 EUR as "49.90". */
export function toDecimal(minor: number | bigint, currency: string): `${number}` {
  const digits = minorDigits(currency);
  const whole = BigInt(minor);
  const sign = whole < 0n ? "-" : "";
  const text = (whole < 0n ? -whole : whole).toString().padStart(digits + 1, "0");
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return `${sign}${decimal}` as `${number}`;
}

/** What a person typed as minor units, or null where it is no amount of this currency or too large for the API's numbers. */
export function fromTyped(typed: string, currency: string, locale: string): number | null {
  const digits = minorDigits(currency);
  const latin = toLatin(typed.trim(), locale);
  const match = /^(\d{1,15})(?:\.(\d+))?$/.exec(latin);
  if (!match) return null;
  const fraction = match[2] ?? "";
  if (fraction.length > digits) return null;
  const minor = Number(match[1] + fraction.padEnd(digits, "0"));
  return Number.isSafeInteger(minor) ? minor : null;
}

/** Digits and the decimal sign of a locale as those of a program; grouping signs are left out. */
function toLatin(typed: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { useGrouping: true });
  const parts = format.formatToParts(1234567.8);
  const group = parts.find((part) => part.type === "group")?.value;
  const decimal = parts.find((part) => part.type === "decimal")?.value ?? ".";
  const digits = [...new Intl.NumberFormat(locale, { useGrouping: false }).format(9876543210)].reverse();
  let latin = "";
  for (const sign of typed) {
    const digit = digits.indexOf(sign);
    if (digit >= 0) latin += digit;
    else if (sign === decimal) latin += ".";
    else if (sign !== group && !/\s/u.test(sign)) latin += sign;
  }
  return latin;
}
