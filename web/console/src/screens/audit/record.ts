// A record of the audit trail as the API writes it (docs/audit.md); its description says no more than that it is an object.

export const KINDS = ["request", "change", "alert", "custody"] as const;
export const OUTCOMES = ["done", "denied", "refused", "failed", "alert"] as const;
export const DATA_CLASSES = ["payment", "ledger", "card", "personal", "health", "configuration", "credential", "audit", "other"] as const;

export interface AuditRecord {
  readonly position: number;
  readonly at: string;
  readonly kind: string;
  readonly correlation_id: string | null;
  readonly data_class: string;
  readonly principal: string | null;
  readonly outcome: string;
  readonly request?: AuditedRequest;
  readonly change?: AuditedChange;
  readonly alert?: { readonly rule: string; readonly found_at: number; readonly facts: Readonly<Record<string, string>> };
  readonly custody?: AuditedCustody;
}

export interface AuditedRequest {
  readonly credential: string | null;
  readonly credential_kind: string | null;
  readonly address: string | null;
  readonly country: string | null;
  readonly listener: string | null;
  readonly method: string;
  readonly route: string;
  readonly resources: Readonly<Record<string, string>>;
  readonly rows: number | null;
  readonly permission: string | null;
  readonly policy_version: number | null;
  readonly decision: string;
  readonly reasons: readonly string[];
  readonly status: number;
  readonly code: string | null;
  readonly trace_id: string | null;
}

export interface AuditedChange {
  readonly log_position: number;
  readonly events: readonly AuditedEvent[];
  readonly more_events: number;
}

export interface AuditedEvent {
  readonly event: string;
  readonly thing: string | null;
  readonly id: string | null;
  readonly fields: readonly { readonly field: string; readonly old: string | null; readonly new: string | null }[];
}

export interface AuditedCustody {
  readonly action: string;
  readonly rule: string | null;
  readonly reason: string | null;
  readonly positions: { readonly first: number; readonly last: number } | null;
  readonly count: number;
}

/** What was done, in the trail's own words: a route, the names of events, a rule. */
export function whatOf(record: AuditRecord): string {
  if (record.request) return `${record.request.method} ${record.request.route}`;
  if (record.change) {
    const names = [...new Set(record.change.events.map((event) => event.event))];
    return names.join(", ");
  }
  return record.alert?.rule ?? record.custody?.action ?? "";
}

/** To what it was done: ids. */
export function resourcesOf(record: AuditRecord): string[] {
  if (record.request) return Object.values(record.request.resources);
  if (record.change) return [...new Set(record.change.events.flatMap((event) => (event.id ? [event.id] : [])))];
  return [];
}
