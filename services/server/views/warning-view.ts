import { z } from 'zod'
import { maskedField } from '#/access/masked-answer.ts'
import type { EventRow } from '@jianwei/projections/events/event-row.ts'
import type { WarningEntry } from '@jianwei/projections/warnings/queries.ts'
import type { RuleBook } from '#/rules/rule-book.ts'
import { UnitOfFactView, type UnitOfFact } from '#/server/units-of-facts.ts'
import type { Withheld } from '#/server/withheld-ids.ts'
import { RuleStateView, RuleSummary } from '#/server/views/rule-view.ts'
import { Level, Time } from '#/server/views/vocabulary.ts'

const EvidenceWithheld = z
  .int()
  .min(0)
  .meta({ description: 'How many more there are that you may not see 不在权限内的事实数' })

export const WarningView = z
  .object({
    warning_id: z.uuid(),
    standing: z.boolean().meta({ description: 'Whether it holds now; false once withdrawn' }),
    level: Level,
    rule_id: z.string(),
    rule_version: z.int(),
    rule_state: RuleStateView.nullable().meta({
      description:
        'Where the rule version is. Once it is retired, or a shadow has ended, nobody looks ' +
        'any more whether the warning still holds: it stays as it was',
    }),
    subject_id: z.string().meta({ examples: ['tw-epa:L02A0361'] }),
    anchor: z
      .string()
      .nullable()
      .meta({
        description:
          'What identifies it: the instant at which the condition came true, or the deciding ' +
          'fact; null for a fact that you may not see',
      }),
    anchor_at: Time,
    evidence: z
      .array(z.uuid())
      .meta({ description: 'The facts that make the condition true, by their first event' }),
    evidence_withheld: EvidenceWithheld,
    event_id: z.uuid().meta({ description: 'The ledger entry that spoke last' }),
    seen_position: z.int().meta({ description: 'The position up to which the log was seen' }),
    clock: Time.meta({ description: 'The time up to which deadlines were judged' }),
    recorded_at: Time,
  })
  .meta({
    id: 'Warning',
    description: 'A warning 风险预警: computed from the log and a rule, never edited',
  })
export type WarningView = z.infer<typeof WarningView>

export const FactView = z
  .object({
    subject_id: z.string(),
    fact_id: z.uuid().meta({ description: 'The event that reported it first' }),
    event_id: z.uuid().meta({
      description: 'The event that says what holds now: the first, or its last correction',
    }),
    version_kind: z.enum(['original', 'correction']),
    type: z.string().meta({ examples: ['PenaltyDecided'] }),
    occurred_at: Time,
    reported_at: Time,
    region: z.string().nullable(),
    department: z.string().nullable(),
    unit: UnitOfFactView,
    source: z.string(),
    position: z.int(),
    data: z.record(z.string(), z.unknown()),
    ...maskedField,
  })
  .meta({ id: 'Fact', description: 'A fact 事实, as known now' })

export const WarningWithEvidence = WarningView.extend({
  facts: z.array(FactView).meta({
    description: 'The evidence as known now; a fact that was retracted since is not among them',
  }),
}).meta({ id: 'WarningWithEvidence', description: 'A warning 风险预警 and the facts behind it' })
export type WarningWithEvidence = z.infer<typeof WarningWithEvidence>

const LedgerEntry = z
  .object({
    event_id: z.uuid(),
    position: z.int(),
    movement: z.enum(['raised', 'withdrawn']),
    seen_position: z.int(),
    clock: Time,
    recorded_at: Time,
    evidence: z.array(z.uuid()),
    evidence_withheld: EvidenceWithheld,
  })
  .meta({ id: 'LedgerEntry', description: 'When the warning was raised or withdrawn 预警台账' })

export const WarningDetail = WarningWithEvidence.extend({
  rule: RuleSummary.nullable().meta({
    description: 'Null when the text in the log does not load with this program',
  }),
  ledger: z.array(LedgerEntry).meta({ description: 'Oldest first' }),
}).meta({ id: 'WarningDetail', description: 'A warning 风险预警 with its facts, rule and ledger' })

export function warningView(row: WarningEntry, book: RuleBook, withheld: Withheld): WarningView {
  const evidence = withheld.of(row.evidence)
  return {
    warning_id: row.warning_id,
    standing: row.movement === 'raised',
    level: row.level,
    rule_id: row.rule_id,
    rule_version: row.rule_version,
    rule_state: stateOfRule(book, row),
    subject_id: row.subject_id,
    anchor: withheld.shown(row.anchor),
    anchor_at: row.anchor_at,
    evidence: evidence.shown,
    evidence_withheld: evidence.withheld,
    event_id: row.event_id,
    seen_position: row.seen_position,
    clock: row.clock,
    recorded_at: row.recorded_at,
  }
}

function stateOfRule(
  book: RuleBook,
  { rule_id, rule_version }: WarningEntry,
): WarningView['rule_state'] {
  const booked = book.versions.find(
    (one) => one.rule_id === rule_id && one.rule_version === rule_version,
  )
  return booked?.version.state ?? null
}

/** `facts` are those of the subject; each warning takes its own. */
export function warningWithEvidence(
  row: WarningEntry,
  facts: readonly EventRow[],
  book: RuleBook,
  { withheld, unitOf }: { readonly withheld: Withheld; readonly unitOf: UnitOfFact },
): WarningWithEvidence {
  const evidence = new Set(row.evidence)
  return {
    ...warningView(row, book, withheld),
    facts: facts.filter((fact) => evidence.has(fact.fact_id)).map((fact) => factView(fact, unitOf)),
  }
}

export function ledgerEntry(entry: WarningEntry, withheld: Withheld): z.infer<typeof LedgerEntry> {
  const evidence = withheld.of(entry.evidence)
  return {
    event_id: entry.event_id,
    position: entry.position,
    movement: entry.movement,
    seen_position: entry.seen_position,
    clock: entry.clock,
    recorded_at: entry.recorded_at,
    evidence: evidence.shown,
    evidence_withheld: evidence.withheld,
  }
}

export function factView(fact: EventRow, unitOf: UnitOfFact): z.infer<typeof FactView> {
  return {
    subject_id: fact.subject_id,
    fact_id: fact.fact_id,
    event_id: fact.event_id,
    version_kind: fact.version_kind === 'correction' ? 'correction' : 'original',
    type: fact.type,
    occurred_at: fact.occurred_at,
    reported_at: fact.reported_at,
    region: fact.region,
    department: fact.department,
    unit: unitOf(fact),
    source: fact.source,
    position: fact.position,
    data: { ...fact.data },
  }
}
