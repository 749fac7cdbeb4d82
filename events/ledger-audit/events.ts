import { z } from 'zod'
import { defineRecord, personal } from '#/define-event.ts'
import { CivilDateSchema, InstantSchema } from '#/instant.ts'
import {
  Code,
  EventIdSchema,
  LIST_ITEMS_MAX,
  PASSAGE_CHARACTERS_MAX,
  Version,
  Words,
} from '#/vocabulary.ts'

/*
 * Audits of the ledgers (预警台账核对): what the ledgers say stands, against what the SQL of the rules
 * finds, at a boundary that was evaluated. ordered → audited.
 */

/** Into so many shares subjects and groups can be divided. */
export const AUDIT_SHARES_MAX = 1_000
/** Differences that an event tells one by one; it counts all of them. */
export const AUDIT_DIFFERENCES_MAX = 100
/** Of the evidence of a warning that differs, the newest facts. */
export const AUDIT_EVIDENCE_MAX = 5

const Count = z.int().min(0)
/** How a rule is evaluated: in the process, or by its SQL. */
const EngineName = z.enum(['process', 'sql'])
export type EngineName = z.infer<typeof EngineName>

/** Subjects and groups by a hash of their id: share 2 of 30 is the second thirtieth of hashes. */
export const AuditShare = z
  .strictObject({
    number: z.int().min(1).max(AUDIT_SHARES_MAX),
    of: z.int().min(1).max(AUDIT_SHARES_MAX),
  })
  .refine(({ number, of }) => number <= of, {
    message: 'expected a share that is among as many as there are',
    params: { code: 'SHARE_UNKNOWN' },
  })
export type AuditShare = z.infer<typeof AuditShare>

const ofAudit = { audit_id: z.uuid(), share: AuditShare }

export const LedgerAuditOrdered = defineRecord(
  'LedgerAuditOrdered',
  { en: 'Ledger audit ordered', zh: '预警台账核对下达' },
  {
    en: 'The ledgers of warnings are to be compared with the SQL of the rules.',
    zh: '下达预警台账与规则SQL结果的核对。',
  },
  {
    ...ofAudit,
    /** The day at whose 02:00 in China the audit was due; null where somebody asked for it. */
    night: CivilDateSchema.nullable(),
    actor: personal(Words),
  },
)
export type LedgerAuditOrdered = z.infer<typeof LedgerAuditOrdered.data>

const version = { rule_id: Code, rule_version: Version }

/** A rule version, and the ledger in which its warnings are. */
const auditedRule = { ledger: z.enum(['warnings', 'shadow']), ...version }

/** A warning as one of the two sides has it. */
const Finding = z.strictObject({
  anchor: z.string().min(1),
  anchor_at: InstantSchema,
  /** Its newest facts, those last that the other side does not have … */
  evidence: z.array(EventIdSchema).max(AUDIT_EVIDENCE_MAX),
  /** … of so many. */
  evidence_count: Count,
})
export type AuditFinding = z.infer<typeof Finding>

/**
 * A warning that stands by one of the two only, or lies at two times; or one that was raised with
 * other facts than the SQL finds by what was known then. Of these `by_sql` is as of the raising.
 */
export const LedgerDifference = z.strictObject({
  ...auditedRule,
  warning_id: z.uuid(),
  /** Or a group, whose id says what it is. */
  subject_id: z.string().min(1).max(PASSAGE_CHARACTERS_MAX),
  in_ledger: Finding.nullable(),
  by_sql: Finding.nullable(),
})
export type LedgerDifference = z.infer<typeof LedgerDifference>

/**
 * - `same_engine`: its ledger is computed by the very statement, over everybody, at each snapshot
 * - `unreadable`: its text does not load with this program
 * - `not_evaluated`: in force, and no boundary had it yet
 * - `failed`: the comparison failed for good, such as where the engine refuses the statement
 */
export const NOT_AUDITED_REASONS = ['same_engine', 'unreadable', 'not_evaluated', 'failed'] as const
export type NotAuditedReason = (typeof NOT_AUDITED_REASONS)[number]

export const LedgerAudited = defineRecord(
  'LedgerAudited',
  { en: 'Ledger audited', zh: '预警台账核对完成' },
  {
    en: 'The ledgers were compared with the SQL of the rules; each difference is counted.',
    zh: '预警台账已与规则SQL结果核对，差异逐条计数。',
  },
  {
    ...ofAudit,
    /** Both sides are as of this position of the log, and of this time. */
    position: z.int().min(1),
    clock: InstantSchema,
    /** That found what the ledgers are compared with. */
    audit_engine: EngineName,
    subjects: Count,
    rules: z
      .array(
        z.strictObject({
          ...auditedRule,
          /** That made its ledger. */
          engine: EngineName,
          /** That the SQL finds. */
          warnings: Count,
          differences: Count,
        }),
      )
      .max(2 * LIST_ITEMS_MAX),
    not_audited: z
      .array(z.strictObject({ ...version, reason: z.enum(NOT_AUDITED_REASONS) }))
      .max(2 * LIST_ITEMS_MAX),
    warnings: Count,
    differences_count: Count,
    /** The first of them; all of them where there are no more. */
    differences: z.array(LedgerDifference).max(AUDIT_DIFFERENCES_MAX),
  },
)
export type LedgerAudited = z.infer<typeof LedgerAudited.data>

export const ledgerAuditEvents = [LedgerAuditOrdered, LedgerAudited] as const
