import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AcceptedLoss } from '@jianwei/projections/accepted-losses/queries.ts'
import type {
  EventThere,
  HeldEvents,
  MissingEvents,
  OrdinalRange,
  PositionRange,
  RuleEntries,
} from '@jianwei/projections/completeness/queries.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { RuleFailure, RuleFeedOutcome } from '#/server/rule-failures.ts'
import { FeedOutcomeView, feedOutcomeView } from '#/server/views/rule-view.ts'
import { SetAsideView, StreamLossView } from '#/server/views/log-standing-view.ts'
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

const EventThereView = z.object({
  event_id: z.uuid(),
  ordinal: Count.meta({
    description: "The event's number in the log: 1, 2, 3 … without gaps 序号",
  }),
})

const EndView = z
  .object({
    position: Count,
    agree: z.boolean().meta({ description: 'Both hold the same event there, under one number' }),
    in_log: EventThereView.nullable().meta({ description: 'Null where the log holds none there' }),
    held: EventThereView.nullable().meta({ description: 'Null where the warehouse holds none' }),
  })
  .meta({ id: 'ComparedEnd', description: 'An event as log and warehouse know it 两端核对' })

const MissingView = z
  .object({
    first_ordinal: Count.meta({ description: 'The numbers of events in a row' }),
    last_ordinal: Count,
    after_position: Count.meta({
      description: 'They are behind this event, which the warehouse holds; 0 where there is none',
    }),
    before_position: Count.nullable().meta({
      description: 'And before this one; null where there is none in the period',
    }),
  })
  .meta({ id: 'MissingEvents', description: 'Events that the warehouse does not hold 缺失事件' })

export const CompletenessView = z
  .object({
    complete: z.boolean().meta({
      description:
        'Both ends agree, no gaps, nothing of the period left to evaluate, and nothing of it lost',
    }),
    from: Time.nullable().meta({ description: 'Recorded at this time or later' }),
    to: Time.nullable().meta({ description: 'Recorded before this time; null for up to now' }),
    first_position: Count.meta({ description: 'Where the events of the period begin, or before' }),
    last_position: Count.meta({
      description: 'Comes before first_position when nothing was recorded',
    }),
    ends: z.object({ before: EndView.nullable(), last: EndView.nullable() }).meta({
      description:
        'The last event before the period and its last event, as the log and as the warehouse ' +
        'know them; null for the beginning of the log',
    }),
    events_in_log: Count.meta({ description: 'By the numbers of the log at both ends' }),
    events_held: Count.meta({ description: 'Of these, those that the warehouse holds' }),
    gaps: z.int().meta({
      description: 'Those that it does not hold; negative where it holds too many. Must be 0',
    }),
    missing: z.array(MissingView).meta({ description: 'The first of them' }),
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
    set_aside: z.array(SetAsideView).meta({
      description:
        'What lay in streams of the log in the period and was given to nobody. An event of this ' +
        'program among it (`unreadable`) is missing above too',
    }),
    stream_losses: z.array(StreamLossView).meta({
      description:
        'What the server of the log takes out of its streams, found since the period began; ' +
        'until it is lifted, no such period is complete',
    }),
    rule: RuleCertificate.nullable().meta({ description: 'Where a rule was asked for' }),
    inputs_hash: z.string().meta({
      description: 'SHA-256 over the events of the period and the rule: equal inputs, equal hash',
    }),
    ...aboutTimes,
  })
  .meta({ id: 'Completeness', description: 'A certificate of completeness 完整性证明' })
export type CompletenessView = z.infer<typeof CompletenessView>

/** An event at one end of a period, as the log and as the warehouse know it. */
export interface ComparedEnd {
  readonly position: number
  readonly in_log: EventThere | null
  readonly held: EventThere | null
}

/** Null: the beginning of the log. */
export interface ComparedEnds {
  readonly before: ComparedEnd | null
  readonly last: ComparedEnd | null
}

/**
 * The numbers of the events between the ends, as the log counts; as the warehouse does where the
 * log holds nothing at an end.
 */
export function ordinalsBetween({ before, last }: ComparedEnds): OrdinalRange {
  const ordinalOf = (end: ComparedEnd | null): number => (end?.in_log ?? end?.held)?.ordinal ?? 0
  const first = ordinalOf(before) + 1
  return { first, last: Math.max(first - 1, ordinalOf(last)) }
}

function agree({ in_log, held }: ComparedEnd): boolean {
  return (
    in_log !== null &&
    held !== null &&
    in_log.event_id === held.event_id &&
    in_log.ordinal === held.ordinal
  )
}

function endView(end: ComparedEnd | null): z.infer<typeof EndView> | null {
  return end && { position: end.position, agree: agree(end), in_log: end.in_log, held: end.held }
}

export interface Certified {
  readonly period: { readonly from: CompletenessView['from']; readonly to: CompletenessView['to'] }
  readonly range: PositionRange
  readonly ordinals: OrdinalRange
  readonly ends: ComparedEnds
  readonly held: HeldEvents
  readonly missing: readonly MissingEvents[]
  readonly losses: readonly AcceptedLoss[]
  readonly set_aside: CompletenessView['set_aside']
  readonly stream_losses: CompletenessView['stream_losses']
  readonly rule: CertifiedRule | null
}

export interface CertifiedRule {
  readonly rule: Rule
  readonly evaluated_up_to: number
  /** Events of the period behind that. */
  readonly not_evaluated: number
  readonly entries: RuleEntries
  readonly waiting: number
  readonly failures: readonly RuleFailure[]
  readonly feed_outcomes: readonly RuleFeedOutcome[]
}

export function completenessView({
  period,
  range,
  ordinals,
  ends,
  held,
  missing,
  losses,
  set_aside,
  stream_losses,
  rule,
}: Certified): CompletenessView {
  const inLog = ordinals.last - ordinals.first + 1
  const gaps = inLog - held.events
  const certificate = rule === null ? null : ruleCertificate(rule, held)
  return {
    complete:
      [ends.before, ends.last].every((end) => end === null || agree(end)) &&
      gaps === 0 &&
      missing.length === 0 &&
      losses.length === 0 &&
      !stream_losses.some((loss, index) => isStanding(loss, stream_losses.slice(index))) &&
      (certificate?.not_evaluated ?? 0) === 0,
    ...period,
    first_position: range.first,
    last_position: range.last,
    ends: { before: endView(ends.before), last: endView(ends.last) },
    events_in_log: inLog,
    events_held: held.events,
    gaps,
    missing: [...missing],
    versions: held.versions,
    late: held.late,
    quarantined: held.quarantined,
    refused_counted: held.refused_counted,
    redriven: held.redriven,
    accepted_losses: losses.map(acceptedLossView),
    set_aside,
    stream_losses,
    rule: certificate,
    inputs_hash: inputsHash(range, held, losses, rule?.rule),
  }
}

/** A limit may be lifted again; what is gone stays gone. */
function isStanding(
  { kind, stream }: CompletenessView['stream_losses'][number],
  later: CompletenessView['stream_losses'],
): boolean {
  if (kind === 'missing' || kind === 'tombstoned') return true
  return (
    kind !== 'lifted' && !later.some((loss) => loss.stream === stream && loss.kind === 'lifted')
  )
}

function ruleCertificate(
  {
    rule,
    evaluated_up_to,
    not_evaluated,
    entries,
    waiting,
    failures,
    feed_outcomes,
  }: CertifiedRule,
  held: HeldEvents,
): NonNullable<CompletenessView['rule']> {
  return {
    rule_id: rule.id,
    rule_version: rule.version,
    content_hash: rule.content_hash,
    watched: held.watched,
    evaluated_up_to,
    not_evaluated,
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
