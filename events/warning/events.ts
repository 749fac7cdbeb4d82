import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, EventIdSchema, Version } from '#/vocabulary.ts'

/** How the part of the platform that evaluates and alerts names itself in what it appends. */
export const SENTINEL_SOURCE = 'jianwei:sentinel'

/** Red is the gravest, then orange, yellow, blue. */
export const RiskLevel = z.enum(['red', 'orange', 'yellow', 'blue'])
export type RiskLevel = z.infer<typeof RiskLevel>

export function isGraver(level: RiskLevel, than: RiskLevel): boolean {
  return RiskLevel.options.indexOf(level) < RiskLevel.options.indexOf(than)
}

/**
 * One entry of the ledger (`docs/architecture.md`). Both events have the same complete shape, so
 * that an entry can be read without the one before it. The subject is the event's `subject_id`.
 */
const ledgerEntry = {
  /** Derived from rule, version, subject and anchor: the same warning always has the same id. */
  warning_id: z.uuid(),
  rule_id: Code,
  rule_version: Version,
  level: RiskLevel,
  /**
   * Rules over a window: the instant at which the condition came true. Chains: the id of the
   * deciding fact.
   */
  anchor: z.string().min(1),
  anchor_at: InstantSchema,
  /** The facts that make the condition true. */
  evidence: z.array(EventIdSchema).min(1),
  /** The position up to which the log was seen. */
  seen_position: z.int().min(1),
  /** The time up to which deadlines were judged. */
  clock: InstantSchema,
}

export const WarningRaised = defineEvent(
  'WarningRaised',
  1,
  {
    role: 'record',
    title: { en: 'Warning raised', zh: '风险预警产生' },
    meaning: {
      en: 'A rule holds for the subject; computed, never edited.',
      zh: '规则对监管对象成立；由计算得出，不可编辑。',
    },
  },
  ledgerEntry,
)
export type WarningRaised = z.infer<typeof WarningRaised.data>

/** What a withdrawal says beside. */
const withdrawal = {
  ...ledgerEntry,
  /**
   * The types of which nobody feeds any to the duty, by what sources have come to state: the rule
   * may hold, and is not judged. Absent where the rule no longer holds.
   */
  no_feed_of: z.array(Code).min(1).optional(),
}

const withdrawnText = {
  role: 'record',
  title: { en: 'Warning withdrawn', zh: '风险预警撤销' },
  meaning: {
    en: 'A warning no longer holds, after a late, corrected or retracted fact, or is not judged.',
    zh: '因迟到、更正或撤回的事实，预警不再成立；或因无人报送相应事项，不予判定。',
  },
} as const

export const WarningWithdrawnV1 = defineEvent('WarningWithdrawn', 1, withdrawnText, ledgerEntry)

export const WarningWithdrawn = defineEvent(
  'WarningWithdrawn',
  2,
  withdrawnText,
  withdrawal,
  (previous) => previous,
)
export type WarningWithdrawn = z.infer<typeof WarningWithdrawn.data>

export const warningEvents = [WarningRaised, WarningWithdrawnV1, WarningWithdrawn] as const

/**
 * The ledger of a rule version in shadow: the same shape under other names, so that nobody takes
 * one for the other.
 */
export const ShadowWarningRaised = defineEvent(
  'ShadowWarningRaised',
  1,
  {
    role: 'record',
    title: { en: 'Shadow warning raised', zh: '试运行预警产生' },
    meaning: {
      en: 'A rule version in shadow holds for the subject; it never becomes an alert.',
      zh: '试运行的规则版本对监管对象成立，不生成预警单。',
    },
  },
  ledgerEntry,
)
export type ShadowWarningRaised = z.infer<typeof ShadowWarningRaised.data>

const shadowWithdrawnText = {
  role: 'record',
  title: { en: 'Shadow warning withdrawn', zh: '试运行预警撤销' },
  meaning: {
    en: 'A shadow warning no longer holds, or is not judged.',
    zh: '试运行预警不再成立，或不予判定。',
  },
} as const

export const ShadowWarningWithdrawnV1 = defineEvent(
  'ShadowWarningWithdrawn',
  1,
  shadowWithdrawnText,
  ledgerEntry,
)

export const ShadowWarningWithdrawn = defineEvent(
  'ShadowWarningWithdrawn',
  2,
  shadowWithdrawnText,
  withdrawal,
  (previous) => previous,
)
export type ShadowWarningWithdrawn = z.infer<typeof ShadowWarningWithdrawn.data>

/** Apart from `warningEvents`, which other systems are told of. */
export const shadowWarningEvents = [
  ShadowWarningRaised,
  ShadowWarningWithdrawnV1,
  ShadowWarningWithdrawn,
] as const
