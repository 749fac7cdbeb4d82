import type { Decider } from '#/decider.ts'
import type { LedgerAudited, LedgerAuditOrdered } from '#/ledger-audit/events.ts'

/** An audit is ordered once, and made once. */
export type LedgerAudit =
  | { readonly state: 'absent' }
  | { readonly state: 'ordered'; readonly order: LedgerAuditOrdered }
  | {
      readonly state: 'audited'
      readonly order: LedgerAuditOrdered
      readonly result: LedgerAudited
    }

export type LedgerAuditCommand =
  | { readonly type: 'OrderLedgerAudit'; readonly data: LedgerAuditOrdered }
  | { readonly type: 'RecordLedgerAudit'; readonly data: LedgerAudited }

export type LedgerAuditEvent =
  | { readonly type: 'LedgerAuditOrdered'; readonly data: LedgerAuditOrdered }
  | { readonly type: 'LedgerAudited'; readonly data: LedgerAudited }

/** The same order again is nothing, and neither is a result of what nobody ordered, or a second. */
export const ledgerAuditDecider: Decider<LedgerAudit, LedgerAuditCommand, LedgerAuditEvent> = {
  initial: { state: 'absent' },
  decide(command, audit) {
    if (command.type === 'OrderLedgerAudit')
      return audit.state === 'absent' ? [{ type: 'LedgerAuditOrdered', data: command.data }] : []
    return audit.state === 'ordered' ? [{ type: 'LedgerAudited', data: command.data }] : []
  },
  evolve(audit, { type, data }) {
    if (type === 'LedgerAuditOrdered') return { state: 'ordered', order: data }
    if (audit.state === 'absent') return audit
    return { state: 'audited', order: audit.order, result: data }
  },
}
