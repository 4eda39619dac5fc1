// Numbers, money, shares and times in the reader's language, all by Intl. One object per language, made once.
import { minorDigits } from "./minor-digits";
import { toDecimal } from "./money";

export interface Formats {
  readonly locale: string;
  number(value: number): string;
  /** 12,345 as 12K, for axes and tight places. */
  compact(value: number): string;
  /** An amount of minor units with its currency. */
  money(minor: number, currency: string): string;
  /** Basis points as a share: 9,731 as 97.31 %. */
  basisPoints(value: number): string;
  milliseconds(value: number): string;
  date(time: Time): string;
  time(time: Time): string;
  dateTime(time: Time): string;
  /** To the second and with the time zone, for evidence. */
  exactTime(time: Time): string;
  /** How long ago or until when, in the largest whole unit. */
  relative(time: Time, now: number): string;
  list(values: readonly string[]): string;
}

/** RFC 3339 as the API writes it, or milliseconds since 1970. */
export type Time = string | number;

const UNITS = [
  ["year", 31_557_600_000], ["month", 2_629_800_000], ["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], ["second", 1_000],
] as const;

export function makeFormats(locale: string): Formats {
  const number = new Intl.NumberFormat(locale);
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 2 });
  const milliseconds = new Intl.NumberFormat(locale, { style: "unit", unit: "millisecond", unitDisplay: "short" });
  const seconds = new Intl.NumberFormat(locale, { style: "unit", unit: "second", unitDisplay: "short", maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  const moneys = new Map<string, Intl.NumberFormat>();
  const moneyOf = (currency: string) => {
    const known = moneys.get(currency);
    if (known) return known;
    const digits = minorDigits(currency);
    const options = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
    const made = new Intl.NumberFormat(locale, options);
    moneys.set(currency, made);
    return made;
  };
  return {
    locale,
    number: (value) => number.format(value),
    compact: (value) => compact.format(value),
    money: (minor, currency) => moneyOf(currency).format(toDecimal(minor, currency)),
    basisPoints: (value) => share.format(value / 10_000),
    milliseconds: (value) => (value < 10_000 ? milliseconds.format(value) : seconds.format(value / 1_000)),
    date: (value) => date.format(new Date(value)),
    time: (value) => time.format(new Date(value)),
    dateTime: (value) => dateTime.format(new Date(value)),
    exactTime: (value) => exact.format(new Date(value)),
    relative: (value, now) => {
      const apart = new Date(value).getTime() - now;
      const [unit, length] = UNITS.find(([, length]) => Math.abs(apart) >= length) ?? UNITS[UNITS.length - 1]!;
      return relative.format(Math.trunc(apart / length), unit);
    },
    list: (values) => list.format(values),
  };
}
