import { z } from 'zod'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { AUDIT_SHARES_MAX, NOT_AUDITED_REASONS } from '@jianwei/events/ledger-audit/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { auditInLog } from '#/ledger-audit/audit-aggregate.ts'
import type { AuditRecord } from '#/ledger-audit/audit-record.ts'
import { Engine, Time } from '#/server/views/vocabulary.ts'

const Count = z.int().min(0)
const Ledger = z
  .enum(['warnings', 'shadow'])
  .meta({ description: 'Of published rules, or of versions in shadow' })
const version = { rule_id: z.string(), rule_version: z.int() }

export const AuditShareView = z
  .object({
    number: z
      .int()
      .min(1)
      .max(AUDIT_SHARES_MAX)
      .meta({ examples: [2] }),
    of: z
      .int()
      .min(1)
      .max(AUDIT_SHARES_MAX)
      .meta({ examples: [30] }),
  })
  .meta({ id: 'LedgerAuditShare', description: 'Subjects and groups by a hash of their id 份额' })

const FindingView = z
  .object({
    anchor: z.string(),
    anchor_at: Time,
    evidence: z.array(z.string()).meta({
      description: 'Ids of its newest facts, those last that the other side does not have',
    }),
    evidence_count: Count,
  })
  .nullable()

const ResultView = z
  .object({
    audited_at: Time,
    position: z.int().meta({ description: 'Both sides are as of this position of the log …' }),
    clock: Time.meta({ description: '… and of this time' }),
    audit_engine: Engine,
    subjects: Count,
    warnings: Count,
    rules: z.array(
      z.object({
        ledger: Ledger,
        ...version,
        engine: Engine,
        warnings: Count,
        differences: Count,
      }),
    ),
    not_audited: z.array(z.object({ ...version, reason: z.enum(NOT_AUDITED_REASONS) })),
    differences_count: Count,
    differences: z
      .array(
        z.object({
          ledger: Ledger,
          ...version,
          warning_id: z.string(),
          subject_id: z.string(),
          in_ledger: FindingView.meta({ description: 'Null where it does not stand' }),
          by_sql: FindingView.meta({
            description:
              'Null where the SQL does not find it. Where the two differ in facts alone: what ' +
              'the SQL finds by what was known when the warning was raised',
          }),
        }),
      )
      .meta({ description: 'The first of them' }),
  })
  .nullable()

export const LedgerAuditView = z
  .object({
    audit_id: z.string(),
    state: z.enum(['ordered', 'running', 'audited']),
    share: AuditShareView,
    night: z.string().nullable().meta({
      description: 'The day at whose 02:00 in China it was due; null where somebody asked',
    }),
    ordered_by: z.string(),
    ordered_at: Time,
    progress: z
      .object({ done: Count, total: Count })
      .nullable()
      .meta({ description: 'Comparisons; null while it does not run' }),
    result: ResultView.meta({ description: 'Null before it was made' }),
  })
  .meta({ id: 'LedgerAudit', description: 'Ledgers against the SQL of the rules 预警台账核对' })
export type LedgerAuditView = z.infer<typeof LedgerAuditView>

/** An audit as the log has it; undefined where none was ordered under the id. */
export async function ledgerAuditView(
  log: EventLog,
  { progress }: Pick<AuditRecord, 'progress'>,
  auditId: string,
): Promise<LedgerAuditView | undefined> {
  const at = new Map<string, Instant>()
  const see = ({ type, recorded_at }: RecordedEvent) => void at.set(type, recorded_at)
  const audit = await auditInLog(log, auditId, see)
  if (audit.state === 'absent') return undefined
  const { audit_id, share, night, actor } = audit.order
  const ordered = { audit_id, share, night, ordered_by: actor }
  const ordered_at = at.get('LedgerAuditOrdered') ?? ''
  if (audit.state === 'ordered') {
    const running = progress?.audit_id === audit_id ? progress : null
    return {
      ...ordered,
      ordered_at,
      state: running === null ? 'ordered' : 'running',
      progress: running === null ? null : { done: running.done, total: running.total },
      result: null,
    }
  }
  const { audit_id: _, share: __, ...result } = audit.result
  const audited_at = at.get('LedgerAudited') ?? ''
  return {
    ...ordered,
    ordered_at,
    state: 'audited',
    progress: null,
    result: { audited_at, ...result },
  }
}

/** How audits of the ledgers stand, for health. */
export const LedgerAuditHealth = z
  .object({
    differences: Count.meta({ description: 'That no later audit of the same found gone' }),
    rules: z
      .array(z.object(version))
      .nullable()
      .meta({ description: 'Of which; null for who is not signed in' }),
    last_audited_at: Time.nullable(),
    open: Count.meta({ description: 'Ordered, and not made yet' }),
  })
  .meta({
    id: 'LedgerAuditHealth',
    description: 'Whether the ledgers are what the SQL of the rules finds 台账核对状态',
  })
export type LedgerAuditHealth = z.infer<typeof LedgerAuditHealth>
