// Amounts: whole minor units with their currency, from and to decimal texts without a float in between.

/** An amount of money, such as 4990 minor units of EUR: 49.90. */
export interface Money {
  amount: number;
  currency: string;
}

/** ISO 4217 where it is not two. */
const MINOR_DIGITS: Record<string, number> = {
  BHD: 3, BIF: 0, CLF: 4, CLP: 0, DJF: 0, GNF: 0, IQD: 3, ISK: 0, JOD: 3, JPY: 0, KMF: 0, KRW: 0, KWD: 3, LYD: 3, OMR: 3,
  PYG: 0, RWF: 0, TND: 3, UGX: 0, UYI: 0, UYW: 4, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
};

/** How many decimal places a currency has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new RangeError(`'${currency}' is no currency code`);
  }
  return MINOR_DIGITS[currency] ?? 2;
}

/**
 * `parseAmount("49.90", "EUR")` is 4990 minor units.
 *
 * @throws RangeError if it is no decimal number, has more decimals than the currency, or is too large to be exact
 */
export function parseAmount(decimal: string, currency: string): Money {
  const digits = minorDigits(currency);
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  const [, sign = "", whole = "", fraction = ""] = parts ?? [];
  if (parts === null || fraction.length > digits) {
    throw new RangeError(`'${decimal}' is no amount of ${currency}`);
  }
  const amount = Number(sign + whole + fraction.padEnd(digits, "0"));
  if (!Number.isSafeInteger(amount)) {
    throw new RangeError(`'${decimal}' is too large to be exact`);
  }
  return { amount: amount === 0 ? 0 : amount, currency };
}

/** `49.90`, for machines and logs. For people, `Intl.NumberFormat` takes this text too. */
export function formatAmount({ amount, currency }: Money): string {
  const digits = minorDigits(currency);
  if (!Number.isSafeInteger(amount)) {
    throw new RangeError("an amount is a whole number of minor units");
  }
  const text = String(Math.abs(amount)).padStart(digits + 1, "0");
  const shown = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return amount < 0 ? `-${shown}` : shown;
}
