import { z } from 'zod'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { CivilDateSchema, InstantSchema, type Instant } from '@jianwei/events/instant.ts'
import type { LedgerAuditEvent } from '@jianwei/events/ledger-audit/decider.ts'
import { AuditShare, LedgerDifference } from '@jianwei/events/ledger-audit/events.ts'
import {
  standingAfter,
  type StandingDifference,
} from '@jianwei/events/ledger-audit/standing-differences.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { LOG_START, type LogPoint } from '#/commands/reaction.ts'
import { storedRecord } from '#/lifecycle/stored-record.ts'

/** The name under which the record of audits is kept. */
export const LEDGER_AUDIT_CHECKPOINT = 'ledger-audit'

const OpenOrder = z.strictObject({
  audit_id: z.string(),
  position: z.int(),
  share: AuditShare,
})

const Standing = z.strictObject({
  audit_id: z.string(),
  ledger: z.enum(['warnings', 'shadow']),
  rule_id: z.string(),
  rule_version: z.int(),
  share: AuditShare,
  differences: z.int(),
  /** Absent from what an older program noted, as the next. */
  warnings: z.array(z.string()).default([]),
  compared: z.array(AuditShare).default([]),
})

/** What a rule came to, of which its ledger and version are the name. */
const RuleSoFar = z.strictObject({
  ledger: z.enum(['warnings', 'shadow']),
  rule_id: z.string(),
  rule_version: z.int(),
  warnings: z.int(),
  differences: z.int(),
  failed: z.boolean(),
})

const SoFar = z.object({
  /** Both sides are as of this boundary, at which these rules were evaluated. */
  position: z.int(),
  clock: InstantSchema,
  names: z.array(z.string()),
  /** Of the warehouse that was asked. What an older program noted instead is passed over. */
  filling: z.string().default(''),
  subjects: z.int(),
  /** Comparisons, in their order. */
  done: z.int(),
  rules: z.array(RuleSoFar),
  differences: z.array(LedgerDifference),
})
/** What an audit has compared so far: enough to go on where it was. */
export type AuditSoFar = z.infer<typeof SoFar>

const Stored = z.strictObject({
  reached: z.strictObject({ position: z.int().min(0), checkpoint: z.string().nullable() }),
  /** Ordered and not made, oldest first. */
  open: z.array(OpenOrder),
  /** Nights from then on count. */
  nights_from: InstantSchema.nullable(),
  last_night: CivilDateSchema.nullable(),
  /** Of the last night. */
  last_share: AuditShare.nullable(),
  /** Differences that no later audit found gone. */
  standing: z.array(Standing),
  last: z
    .strictObject({ audit_id: z.string(), audited_at: InstantSchema, differences: z.int() })
    .nullable(),
  /** Of the one that is made now. */
  progress: z
    .strictObject({
      audit_id: z.string(),
      done: z.int(),
      total: z.int(),
      so_far: SoFar.nullable().default(null),
    })
    .nullable(),
})

/**
 * How far audits have come. All of it can be lost: following the log again makes nothing twice, and
 * nights count from then on.
 */
export type AuditRecord = Omit<z.infer<typeof Stored>, 'reached' | 'standing'> & {
  readonly reached: LogPoint
  readonly standing: readonly StandingDifference[]
}

export const NOTHING_AUDITED: AuditRecord = {
  reached: LOG_START,
  open: [],
  nights_from: null,
  last_night: null,
  last_share: null,
  standing: [],
  last: null,
  progress: null,
}

export const LEDGER_AUDIT_TYPES = ['LedgerAuditOrdered', 'LedgerAudited'] as const

/** The record after an event of an audit. */
export function recordAfter(record: AuditRecord, event: RecordedEvent): AuditRecord {
  // The catalogue parsed the data when the event was read.
  const { type, data } = event as unknown as LedgerAuditEvent
  if (type === 'LedgerAuditOrdered') {
    const { audit_id, share, night } = data
    const ofNight = night === null ? {} : { last_night: night, last_share: share }
    const order = { audit_id, position: event.position, share }
    return { ...record, ...ofNight, open: [...record.open, order] }
  }
  const { audit_id, differences_count } = data
  return {
    ...withoutOrder(record, audit_id),
    standing: standingAfter(record.standing, data),
    last: { audit_id, audited_at: event.recorded_at, differences: differences_count },
  }
}

export function withoutOrder(record: AuditRecord, auditId: string): AuditRecord {
  const open = record.open.filter(({ audit_id }) => audit_id !== auditId)
  return { ...record, open, progress: null }
}

/** The record with the version that fences a second keeper. */
export interface OwnedAuditRecord {
  readonly record: AuditRecord
  readonly version: number | 'absent'
}

export async function loadAuditRecord(
  checkpoints: Pick<CheckpointStore, 'load'>,
): Promise<OwnedAuditRecord> {
  const what = 'the checkpoint of ledger audits'
  const stored = await storedRecord(checkpoints, LEDGER_AUDIT_CHECKPOINT, Stored, what)
  if (stored === undefined) return { record: NOTHING_AUDITED, version: 'absent' }
  // The store returns what saveAuditRecord wrote: positions and checkpoints of this log.
  return { record: stored.value as unknown as AuditRecord, version: stored.version }
}

/** Throws CheckpointConflict when somebody else has taken over. */
export async function saveAuditRecord(
  checkpoints: CheckpointStore,
  owned: OwnedAuditRecord,
): Promise<OwnedAuditRecord> {
  const { record } = owned
  const text = JSON.stringify(record)
  const version = await checkpoints.save(LEDGER_AUDIT_CHECKPOINT, text, owned.version)
  return { record, version }
}

/** How audits of the ledgers stand, for health, metrics and people. */
export interface LedgerAuditStanding {
  readonly differences: number
  /** Rules with differences, each once. */
  readonly rules: readonly { readonly rule_id: string; readonly rule_version: number }[]
  readonly last_audited_at: Instant | null
  readonly open: number
}

export function standingOf({ standing, last, open }: AuditRecord): LedgerAuditStanding {
  const rules = new Map(
    standing.map(({ rule_id, rule_version }) => [
      `${rule_id}@${rule_version}`,
      { rule_id, rule_version },
    ]),
  )
  return {
    differences: standing.reduce((sum, one) => sum + one.differences, 0),
    rules: [...rules.values()],
    last_audited_at: last?.audited_at ?? null,
    open: open.length,
  }
}
