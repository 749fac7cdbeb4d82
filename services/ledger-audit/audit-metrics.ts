import { Gauge, type Registry } from 'prom-client'
import type { LedgerAuditStanding } from '#/ledger-audit/audit-record.ts'

/**
 * Registers how audits of the ledgers stand; looked at whenever the metrics are read. A process
 * that makes none has nothing to say of them.
 */
export function auditMetrics(
  registry: Registry,
  view: () => LedgerAuditStanding | undefined,
): void {
  const gauge = (name: string, help: string, value: (now: LedgerAuditStanding) => number): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          const now = view()
          if (now === undefined) this.remove()
          else this.set(value(now))
        },
      }),
    )
  }
  gauge(
    'jianwei_ledger_audit_differences',
    'Warnings in which ledger and SQL differ, that no later audit found gone',
    ({ differences }) => differences,
  )
  gauge('jianwei_ledger_audits_open', 'Audits that were ordered and not made', ({ open }) => open)
}
