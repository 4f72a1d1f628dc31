import type { StaffApi } from './api';

/** One tier of escalation, as the policy has it. */
export interface Tier {
  level: number;
  title: string;
  /** The title in every language of the company. */
  titles: Record<string, string>;
  via: string;
  email: string | null;
}

/** One step of a ticket on the ladder. */
export interface Step {
  from_level: number;
  level: number;
  asked_by: 'customer' | 'staff' | 'clock';
  staff: string | null;
  via: string;
  status: 'asked' | 'vacant' | 'taken';
  reason: string;
  at: string;
  settled_at: string | null;
}

export interface Escalation {
  level: number;
  title: string;
  since: string;
  next: Tier | null;
  tiers: Tier[];
  steps: Step[];
}

/** What the ladder needs of a ticket. */
export interface EscalatedTicket {
  number: string;
  status: string;
  escalation?: Escalation | undefined;
}

export async function escalate(
  api: StaffApi,
  number: string,
  clientId: string,
  reason: string,
): Promise<Escalation> {
  const url = `/api/staff/tickets/${encodeURIComponent(number)}/escalate`;
  const body = { client_id: clientId, reason };
  return (await api.send<{ escalation: Escalation }>('POST', url, body)).escalation;
}
