// The values of docs/sandbox.md; a test compares them. What each token does is a message with the token's name.

export const TOKENS = [
  "tok_approved",
  "tok_declined",
  "tok_insufficient_funds",
  "tok_expired_card",
  "tok_incorrect_security_code",
  "tok_lost_or_stolen",
  "tok_suspected_fraud",
  "tok_authentication_required",
  "tok_not_permitted",
  "tok_outage_once",
  "tok_outage",
  "tok_rate_limited_once",
  "tok_refused",
  "tok_timeout_then_approved",
  "tok_timeout_not_sent",
  "tok_duplicate",
  "tok_pending_then_approved",
  "tok_pending_then_declined",
  "tok_slow",
  "tok_capture_unsettled",
  "tok_capture_unsettled_then_fails",
  "tok_capture_declined",
  "tok_capture_timeout_then_approved",
  "tok_void_declined",
  "tok_refund_declined",
  "tok_refund_pending",
  "tok_refund_timeout_then_approved",
  "tok_outage_at_<gateway>",
] as const;

export interface TestCard {
  readonly token: string;
  readonly scheme: string;
  readonly category: string;
  /** The issuer's, as in ISO 3166-1. */
  readonly country: string;
  readonly firstDigits: string;
}

export const CARDS: readonly TestCard[] = [
  { token: "tok_amex", scheme: "amex", category: "credit", country: "US", firstDigits: "37828224" },
  { token: "tok_amex_gb", scheme: "amex", category: "credit", country: "GB", firstDigits: "37144963" },
  { token: "tok_cartes_bancaires", scheme: "cartes_bancaires", category: "debit", country: "FR", firstDigits: "40000025" },
  { token: "tok_diners", scheme: "diners", category: "credit", country: "US", firstDigits: "30569309" },
  { token: "tok_discover", scheme: "discover", category: "credit", country: "US", firstDigits: "60111111" },
  { token: "tok_jcb", scheme: "jcb", category: "credit", country: "JP", firstDigits: "35660020" },
  { token: "tok_maestro_be", scheme: "maestro", category: "debit", country: "BE", firstDigits: "67034444" },
  { token: "tok_mastercard", scheme: "mastercard", category: "credit", country: "DE", firstDigits: "55555555" },
  { token: "tok_mastercard_br", scheme: "mastercard", category: "credit", country: "BR", firstDigits: "51000007" },
  { token: "tok_mastercard_commercial_gb", scheme: "mastercard", category: "commercial", country: "GB", firstDigits: "55532400" },
  { token: "tok_mastercard_debit_fr", scheme: "mastercard", category: "debit", country: "FR", firstDigits: "52008282" },
  { token: "tok_mastercard_prepaid_us", scheme: "mastercard", category: "prepaid", country: "US", firstDigits: "51051051" },
  { token: "tok_mastercard_us", scheme: "mastercard", category: "credit", country: "US", firstDigits: "54545454" },
  { token: "tok_unionpay_cn", scheme: "unionpay", category: "credit", country: "CN", firstDigits: "62000000" },
  { token: "tok_visa", scheme: "visa", category: "credit", country: "DE", firstDigits: "41111111" },
  { token: "tok_visa_commercial_us", scheme: "visa", category: "commercial", country: "US", firstDigits: "44840700" },
  { token: "tok_visa_debit_de", scheme: "visa", category: "debit", country: "DE", firstDigits: "40000566" },
  { token: "tok_visa_debit_gb", scheme: "visa", category: "debit", country: "GB", firstDigits: "40000082" },
  { token: "tok_visa_fr", scheme: "visa", category: "credit", country: "FR", firstDigits: "40000250" },
  { token: "tok_visa_in", scheme: "visa", category: "credit", country: "IN", firstDigits: "40000356" },
  { token: "tok_visa_prepaid_es", scheme: "visa", category: "prepaid", country: "ES", firstDigits: "40000724" },
  { token: "tok_visa_us", scheme: "visa", category: "credit", country: "US", firstDigits: "42424242" },
];

/** Numbers for the vault, and the token that each acts like. */
export const NUMBERS = [
  ["4000000000000002", "tok_declined"],
  ["4000000000000069", "tok_expired_card"],
  ["4000000000000127", "tok_incorrect_security_code"],
  ["4000000000009979", "tok_lost_or_stolen"],
  ["4000000000009995", "tok_insufficient_funds"],
  ["4000002500003155", "tok_authentication_required"],
  ["4100000000000019", "tok_suspected_fraud"],
] as const;
