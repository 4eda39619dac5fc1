// How many digits a currency's minor unit has, as the node has it (crates/kernel/src/currency.rs); the test in
// tests/tests/console.rs compares the two. Browsers know other numbers for some (Iraq's dinar has 0 there and 3 in ISO 4217), and an
// amount must never be shown a thousand times too large.
const UNUSUAL: Readonly<Record<string, number>> = {
  BHD: 3, BIF: 0, CLF: 4, CLP: 0, DJF: 0, GNF: 0, IQD: 3, ISK: 0, JOD: 3, JPY: 0, KMF: 0, KRW: 0, KWD: 3, LYD: 3, OMR: 3,
  PYG: 0, RWF: 0, TND: 3, UGX: 0, UYW: 4, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
};

/** The digits after the point of a currency's amounts. */
export function minorDigits(currency: string): number {
  return UNUSUAL[currency] ?? 2;
}
