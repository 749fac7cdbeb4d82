import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AcceptedLoss } from '@jianwei/projections/accepted-losses/queries.ts'
import type {
  HeldEvents,
  PositionRange,
  RuleEntries,
} from '@jianwei/projections/completeness/queries.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { RuleFailure, RuleFeedOutcome } from '#/server/rule-failures.ts'
import { FeedOutcomeView, feedOutcomeView } from '#/server/views/rule-view.ts'
import { aboutTimes } from '#/server/asking.ts'
import { Time } from '#/server/views/vocabulary.ts'

const Count = z.int().min(0)

const RuleCertificate = z
  .object({
    rule_id: z.string(),
    rule_version: z.int(),
    content_hash: z.string(),
    watched: Count.meta({
      description: 'Events in the period that can change the warnings of the rule',
    }),
    evaluated_up_to: Count.meta({
      description: 'The position up to which the rules have looked at the log',
    }),
    not_evaluated: Count.meta({ description: 'Events of the period behind that position' }),
    raised: Count.meta({ description: 'Entries of the ledger in the period' }),
    withdrawn: Count,
    waiting: Count.meta({
      description:
        'Standing warnings that open an alert only when an import of their source has ended ' +
        '(see /v1/sources)',
    }),
    unjudged: z
      .array(
        z.object({
          code: z.string().meta({ examples: ['CALENDAR_YEAR_MISSING'] }),
          message: z.string(),
        }),
      )
      .meta({ description: 'What the rule could not judge in everything that is known now' }),
    feed_outcomes: z.array(FeedOutcomeView).meta({
      description: 'Duties that were not judged, or judged without a statement of any source',
    }),
  })
  .meta({ id: 'RuleCertificate', description: 'What a rule version evaluated 规则执行情况' })

export const AcceptedLossView = z
  .object({
    events: Count.meta({ description: 'Events that are nowhere in the log any more' }),
    facts: Count.meta({ description: 'Of these, those that departments had reported' }),
    records: Count.meta({ description: 'Of these, the records of the platform' }),
    first_position: Count.nullable().meta({
      description: 'Where they had been; null where nobody knows',
    }),
    last_position: Count.nullable(),
    recorded_from: Time.nullable(),
    recorded_to: Time.nullable(),
    cut_transactions: Count.meta({
      description: "Transactions of the log's file that could not be read",
    }),
    accepted_at: Time,
    accepted_position: Count.meta({ description: 'Where the acceptance is recorded' }),
    accepted_by: z.string(),
    reason: z.string(),
  })
  .meta({
    id: 'AcceptedLoss',
    description: 'What the log lost, and who decided to go on without it 已确认的日志缺失',
  })

export const CompletenessView = z
  .object({
    complete: z.boolean().meta({
      description: 'No gaps, nothing of the period left to evaluate, and nothing of it lost',
    }),
    from: Time.nullable().meta({ description: 'Recorded at this time or later' }),
    to: Time.nullable().meta({ description: 'Recorded before this time; null for up to now' }),
    first_position: Count,
    last_position: Count.meta({
      description: 'Comes before first_position when nothing was recorded',
    }),
    events_in_log: Count,
    events_held: Count.meta({ description: 'Of these, those that the warehouse holds' }),
    gaps: Count.meta({ description: 'Those that it does not hold. Must be 0' }),
    missing_positions: z.array(Count).meta({ description: 'The first of them' }),
    versions: Count.meta({ description: 'Facts, corrections and retractions: what rules look at' }),
    late: Count.meta({
      description: 'Facts that came after a fact of the same source that had happened later 迟报',
    }),
    quarantined: Count.meta({ description: 'Inputs refused in the period and kept 隔离' }),
    refused_counted: Count.meta({
      description: 'Inputs refused beyond the quota of their day: only their number is kept 仅计数',
    }),
    redriven: Count.meta({ description: 'Of these, those accepted since' }),
    accepted_losses: z.array(AcceptedLossView).meta({
      description:
        'Events of the period that the log once held and lost: positions count without them',
    }),
    rule: RuleCertificate.nullable().meta({ description: 'Where a rule was asked for' }),
    inputs_hash: z.string().meta({
      description: 'SHA-256 over the events of the period and the rule: equal inputs, equal hash',
    }),
    ...aboutTimes,
  })
  .meta({ id: 'Completeness', description: 'A certificate of completeness 完整性证明' })
export type CompletenessView = z.infer<typeof CompletenessView>

export interface Certified {
  readonly period: { readonly from: CompletenessView['from']; readonly to: CompletenessView['to'] }
  readonly range: PositionRange
  readonly held: HeldEvents
  readonly missing: readonly number[]
  readonly losses: readonly AcceptedLoss[]
  readonly rule: CertifiedRule | null
}

export interface CertifiedRule {
  readonly rule: Rule
  readonly evaluated_up_to: number
  readonly entries: RuleEntries
  readonly waiting: number
  readonly failures: readonly RuleFailure[]
  readonly feed_outcomes: readonly RuleFeedOutcome[]
}

export function completenessView({
  period,
  range,
  held,
  missing,
  losses,
  rule,
}: Certified): CompletenessView {
  const inLog = Math.max(0, range.last - range.first + 1)
  const gaps = inLog - held.events
  const certificate = rule === null ? null : ruleCertificate(rule, range, held)
  return {
    complete:
      gaps === 0 &&
      missing.length === 0 &&
      losses.length === 0 &&
      (certificate?.not_evaluated ?? 0) === 0,
    ...period,
    first_position: range.first,
    last_position: range.last,
    events_in_log: inLog,
    events_held: held.events,
    gaps,
    missing_positions: [...missing],
    versions: held.versions,
    late: held.late,
    quarantined: held.quarantined,
    refused_counted: held.refused_counted,
    redriven: held.redriven,
    accepted_losses: losses.map(acceptedLossView),
    rule: certificate,
    inputs_hash: inputsHash(range, held, losses, rule?.rule),
  }
}

function ruleCertificate(
  { rule, evaluated_up_to, entries, waiting, failures, feed_outcomes }: CertifiedRule,
  range: PositionRange,
  held: HeldEvents,
): NonNullable<CompletenessView['rule']> {
  return {
    rule_id: rule.id,
    rule_version: rule.version,
    content_hash: rule.content_hash,
    watched: held.watched,
    evaluated_up_to,
    not_evaluated: Math.max(0, range.last - Math.max(evaluated_up_to, range.first - 1)),
    ...entries,
    waiting,
    unjudged: failures.map(({ code, message }) => ({ code, message })),
    feed_outcomes: feed_outcomes.map(feedOutcomeView),
  }
}

export function acceptedLossView(loss: AcceptedLoss): z.infer<typeof AcceptedLossView> {
  const {
    events,
    facts,
    records,
    cut_transactions = 0,
    accepted_at,
    accepted_position,
    actor,
    reason,
  } = loss
  const {
    first_position = null,
    last_position = null,
    recorded_from = null,
    recorded_to = null,
  } = loss
  const positions = { first_position, last_position, recorded_from, recorded_to }
  return {
    events,
    facts,
    records,
    ...positions,
    cut_transactions,
    accepted_at,
    accepted_position,
    accepted_by: actor,
    reason,
  }
}

function inputsHash(
  { first, last }: PositionRange,
  { hash }: HeldEvents,
  losses: readonly AcceptedLoss[],
  rule: Rule | undefined,
): string {
  const inputs = [first, last, hash, rule?.id ?? '', rule?.version ?? '', rule?.content_hash ?? '']
  for (const { accepted_position } of losses) inputs.push('lost', accepted_position)
  return createHash('sha256').update(inputs.join('\n')).digest('hex')
}
