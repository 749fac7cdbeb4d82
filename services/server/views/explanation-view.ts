import type { AwaitedByFact } from '@jianwei/projections/rules/evaluator/awaited.ts'
import { notJudgedText } from '#/server/views/feed-texts.ts'
import { z } from 'zod'
import type { UnitOfFact } from '#/server/units-of-facts.ts'
import type { ExplainedFact } from '@jianwei/projections/warnings/explained-facts.ts'
import type {
  Explanation,
  SmallestChange,
} from '@jianwei/projections/rules/explanation/explanation.ts'
import type { WarningEntry } from '@jianwei/projections/warnings/queries.ts'
import { RuleSummary } from '#/server/views/rule-view.ts'
import { Engine, Time, Title } from '#/server/views/vocabulary.ts'
import { FactView, factView } from '#/server/views/warning-view.ts'

const Value = z.union([z.number(), z.string()])

const ComparisonView = z
  .object({
    what: Title,
    value: Value.meta({ description: 'What was found', examples: [3] }),
    relation: z.enum(['at_least', 'less_than', 'at_most', 'after']),
    threshold: Value.meta({ description: 'What the rule asks for', examples: [3] }),
    unit: z.enum(['facts', 'values', 'amount', 'seconds', 'instant', 'points', 'spreads']),
  })
  .meta({
    id: 'ThresholdComparison',
    description: 'A value and the threshold it was compared with 比较',
  })

const EvidenceView = z
  .object({
    fact_id: z.uuid(),
    part: Title.meta({ description: 'What the fact did for the warning' }),
    value: Value.nullable().meta({
      description: 'What it brought: an amount, a value, seconds since the step before',
    }),
    fact: FactView.meta({ description: 'The fact as it was known when the warning was raised' }),
  })
  .meta({ id: 'EvidencePart', description: 'A fact and its part in a warning 证据及其作用' })

const ChangeView = z
  .object({
    change: z.enum(['facts_less', 'threshold', 'fact_more']),
    text: Title,
    fact_ids: z.array(z.uuid()).nullable().meta({ description: 'facts_less: without these' }),
    parameter: z
      .string()
      .nullable()
      .meta({
        description: "threshold: where in the rule's file",
        examples: ['parameters.at_least'],
      }),
    from: Value.nullable().meta({ description: 'threshold: what the rule says' }),
    to: Value.nullable().meta({ description: 'threshold: what would have been enough' }),
    events: z
      .array(z.string())
      .nullable()
      .meta({ description: 'fact_more: of one of these types' }),
    until: Time.nullable().meta({ description: 'fact_more: at the latest; null for at any time' }),
  })
  .meta({
    id: 'SmallestChange',
    description: 'One change that by itself would have kept the warning from being 最小改变',
  })

const AwaitedView = z
  .object({
    event_type: z.string().meta({ examples: ['DecisionPublished'] }),
    state: z.enum(['fed', 'unstated']).meta({
      description:
        'fed: a source states that it feeds it, for this department or region and all of the ' +
        'time. unstated: nobody says anything of it, and the duty is judged all the same',
    }),
  })
  .meta({ id: 'AwaitedType', description: 'What a duty waits for, and whether it is fed 待办事项' })

export const ExplanationView = z
  .object({
    warning_id: z.uuid(),
    standing: z
      .boolean()
      .meta({ description: 'Whether it holds now; what is explained is why it was raised' }),
    subject_id: z.string(),
    anchor: z.string(),
    anchor_at: Time,
    known_at: z
      .object({
        position: z.int().meta({ description: 'The position up to which the log was seen' }),
        clock: Time.meta({ description: 'The time up to which deadlines were judged' }),
      })
      .meta({ description: 'What was known when the warning was last raised' }),
    rule: RuleSummary,
    rule_text: z
      .string()
      .nullable()
      .meta({ description: 'The file of the version in force, as it was published' }),
    content_hash: z.string(),
    engine: Engine,
    comparisons: z
      .array(ComparisonView)
      .meta({ description: 'The condition: everything that had to hold, and did' }),
    evidence: z.array(EvidenceView),
    smallest_changes: z.array(ChangeView),
    awaited: z.array(AwaitedView).meta({
      description:
        'What its duty waits for, by what sources stated when the warning was last raised; none ' +
        'for rules that wait for nothing',
    }),
    not_judged: z
      .object({ text: Title, event_types: z.array(z.string()) })
      .nullable()
      .meta({
        description:
          'Where it was withdrawn because nobody feeds what its duty waits for: by what sources ' +
          'stated then',
      }),
  })
  .meta({ id: 'Explanation', description: 'Why a warning was raised 预警解释' })
export type ExplanationView = z.infer<typeof ExplanationView>

/** The parts of the answer that come from the explanation itself. */
export function explanationParts(
  { comparisons, evidence, smallest_changes }: Explanation,
  facts: readonly ExplainedFact[],
  unitOf: UnitOfFact,
): Pick<ExplanationView, 'comparisons' | 'evidence' | 'smallest_changes'> {
  const known = new Map<string, ExplainedFact>(facts.map((fact) => [fact.fact_id, fact]))
  return {
    comparisons: [...comparisons],
    evidence: evidence.flatMap((part) => {
      const fact = known.get(part.fact_id)
      return fact === undefined ? [] : [{ ...part, fact: factView(fact.row, unitOf) }]
    }),
    smallest_changes: smallest_changes.map(changeView),
  }
}

/** What a duty waits for; the parts of the answer that come from what sources state. */
export function awaitedParts(
  raised: AwaitedByFact,
  missing: readonly string[],
): Pick<ExplanationView, 'awaited' | 'not_judged'> {
  return {
    awaited: [
      ...raised.fed.map((event_type) => ({ event_type, state: 'fed' as const })),
      ...raised.unstated.map((event_type) => ({ event_type, state: 'unstated' as const })),
    ],
    not_judged:
      missing.length === 0 ? null : { text: notJudgedText(missing), event_types: [...missing] },
  }
}

export function warningParts(
  raised: WarningEntry,
  last: WarningEntry,
): Pick<
  ExplanationView,
  'warning_id' | 'standing' | 'subject_id' | 'anchor' | 'anchor_at' | 'known_at'
> {
  return {
    warning_id: raised.warning_id,
    standing: last.movement === 'raised',
    subject_id: raised.subject_id,
    anchor: raised.anchor,
    anchor_at: raised.anchor_at,
    known_at: { position: raised.seen_position, clock: raised.clock },
  }
}

function changeView(change: SmallestChange): z.infer<typeof ChangeView> {
  const nothing = {
    fact_ids: null,
    parameter: null,
    from: null,
    to: null,
    events: null,
    until: null,
  }
  switch (change.change) {
    case 'facts_less':
      return { ...nothing, ...change, fact_ids: [...change.fact_ids] }
    case 'threshold':
      return { ...nothing, ...change }
    case 'fact_more':
      return { ...nothing, ...change, events: [...change.events] }
  }
}
