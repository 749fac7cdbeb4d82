import { accessEvents } from '@jianwei/events/access/events.ts'
import { auditEvents } from '@jianwei/events/audit/events.ts'
import { requestEvents } from '@jianwei/events/request/events.ts'

/**
 * Records that no question shows but the audit's own: who looked at what, accounts with the hashes
 * of their secrets, and the answers that requests were given.
 */
export const KEPT_FOR_AUDITORS: readonly string[] = [
  ...auditEvents,
  ...accessEvents,
  ...requestEvents,
].map(({ type }) => type)
