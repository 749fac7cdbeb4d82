import { z } from 'zod'
import { DIFFERENCES } from '#/backtest/difference-sql.ts'
import { RULE_KINDS } from '#/rules/rule.ts'

/**
 * What a backtest says, as the API and the canonical JSON have it. Shares, lifts and days have at
 * most six decimals.
 */

const Count = z.int().min(0)
const Time = z.string().meta({ format: 'date-time' })

const Share = z
  .object({
    value: z.number(),
    low: z.number(),
    high: z.number(),
    hits: z
      .number()
      .meta({ description: 'How many were true; of a random choice, how many are to be expected' }),
    size: Count.meta({ description: 'Of how many' }),
  })
  .meta({ id: 'BacktestShare', description: 'A share with its 95 % interval' })
export type Share = z.infer<typeof Share>

const Lift = z
  .object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() })
  .meta({
    id: 'BacktestLift',
    description:
      'Precision over the base rate, with its 95 % interval where there is enough to tell one',
  })
export type Lift = z.infer<typeof Lift>

const LeadQuantile = z
  .object({ quantile: z.number(), days: z.number(), low: z.number(), high: z.number() })
  .meta({
    id: 'BacktestLeadQuantile',
    description: 'Days from knowing to the outcome, with a 95 % interval',
  })
export type LeadQuantile = z.infer<typeof LeadQuantile>

const LeadBin = z
  .object({
    from_days: z.number(),
    to_days: z.number().meta({ description: 'Not itself' }),
    count: Count,
  })
  .meta({ id: 'BacktestLeadBin', description: 'How many knew so many days before 提前天数分布' })
export type LeadBin = z.infer<typeof LeadBin>

const Measures = z
  .object({
    warnings: Count,
    decided: Count,
    undecided: Count.meta({
      description: 'Their window was not over before the end of the data; counted nowhere else',
    }),
    undecided_already_true: Count.meta({
      description: 'Those of them of which the outcome has happened',
    }),
    outside_population: z.object({ warnings: Count, decided: Count, with_outcome: Count }).meta({
      description:
        'Warnings about subjects that the base rate does not count; in no other share or ' +
        'count but recall',
    }),
    precision: Share.nullable().meta({
      description: 'Of the decided warnings, those with the outcome',
    }),
    recall: Share.nullable().meta({
      description: 'Of the outcomes of the period, those with a warning before',
    }),
    lift: Lift.nullable(),
    lead_time: z.array(LeadQuantile).meta({ description: 'Empty where there is no true warning' }),
    lead_histogram: z.array(LeadBin).meta({
      description:
        'The same lead times in bins of equal width, the empty ones among them; of a random ' +
        'choice those of all members of the population with the outcome',
    }),
  })
  .meta({ id: 'BacktestMeasures' })
export type Measures = z.infer<typeof Measures>

const Group = z
  .object({ name: z.string().nullable(), warnings: Count, subjects: Count })
  .meta({ id: 'BacktestGroup' })
export type Group = z.infer<typeof Group>
const Groups = z
  .object({
    listed: z.array(Group),
    not_listed: Count.meta({ description: 'Warnings of the groups that are not' }),
  })
  .meta({ id: 'BacktestGroups', description: 'The largest groups; without a name: not known' })
export type Groups = z.infer<typeof Groups>

const Weekly = z
  .object({ mean: z.number(), median: Count, p95: Count, max: Count })
  .meta({ id: 'BacktestWeekly', description: 'A week; weeks without any count as 0' })
export type Weekly = z.infer<typeof Weekly>

const Week = z
  .object({
    begins: Time,
    warnings: Count,
    alerts: Count.meta({ description: 'Subjects with their first warning of the period' }),
  })
  .meta({ id: 'BacktestWeek', description: 'What a week brings 周工作量' })
export type Week = z.infer<typeof Week>

const Volume = z
  .object({
    warnings: Count,
    subjects: Count,
    withdrawn_later: Count,
    months: z.array(Group),
    regions: Groups,
    industries: Groups,
    levels: z.array(Group),
    workload: z.object({
      weeks: Count,
      warnings: Weekly,
      alerts: Weekly.meta({
        description:
          'If all warnings of a subject went into one alert that stays open: the least there ' +
          'would be',
      }),
      listed: z
        .array(Week)
        .meta({ description: 'Weeks with a warning, in order; those between them have none' }),
      not_listed: Count.meta({ description: 'Earlier weeks with a warning' }),
    }),
  })
  .meta({ id: 'BacktestVolume' })
export type Volume = z.infer<typeof Volume>

/** What finds the warnings of a rule over history: statements in the warehouse, or the process. */
export const BACKTEST_ENGINES = ['sql', 'process'] as const
export type BacktestEngine = (typeof BACKTEST_ENGINES)[number]

const Engine = z.enum(BACKTEST_ENGINES)

const RuleNames = z
  .object({
    rule_id: z.string(),
    rule_version: z.int(),
    content_hash: z.string(),
    kind: z.enum(RULE_KINDS),
    level: z.string(),
    title: z.object({ en: z.string(), zh: z.string() }),
    engine: Engine.meta({
      description:
        'What found its warnings 计算方式: statements in the warehouse, or one pass in the ' +
        'process; they find the same, but the process also finds those of subjects that a ' +
        'statement leaves out as LEDGER_TOO_DENSE',
    }),
  })
  .meta({ id: 'BacktestRule' })
export type RuleNames = z.infer<typeof RuleNames>

const NotJudged = z
  .object({ outcome: z.string(), code: z.string(), facts: Count })
  .meta({ id: 'BacktestNotJudged' })
export type NotJudged = z.infer<typeof NotJudged>

const FeedOutcome = z
  .object({
    outcome: z.enum(['not_judged', 'unstated']).meta({
      description:
        'not_judged: no feed of these types from the departments of the duties, so no warning. ' +
        'unstated: nobody states anything of these types, so the duties are judged all the same',
    }),
    event_types: z.array(z.string()).meta({ examples: [['DecisionPublished']] }),
    source: z.string().nullable().meta({ description: 'That sent the duties; null for unstated' }),
    departments: z.array(z.string()).meta({ description: 'Of some of the duties' }),
    warnings: Count,
  })
  .meta({
    id: 'FeedOutcome',
    description: 'What sources state or leave unsaid made of warnings 报送范围与预警',
  })
export type FeedOutcome = z.infer<typeof FeedOutcome>

const Side = z.object({
  rule: RuleNames,
  volume: Volume,
  measures: Measures.nullable(),
  not_judged: z.array(NotJudged),
  feed_outcomes: z.array(FeedOutcome),
})

const OutcomeReport = z
  .object({
    definition: z.unknown().meta({ description: 'The outcome as it was read' }),
    data_from: Time,
    data_until: Time.meta({ description: 'The end of the data: what happened later is not known' }),
    reporting_delay_days: z
      .object({ median: z.number(), p90: z.number() })
      .meta({ description: 'From the outcome to its report' }),
    population: z.object({
      seen_within_days: z
        .number()
        .nullable()
        .meta({
          description:
            'A subject counts in weeks before which it was seen within so many days; null ' +
            'where the outcome is the next fact, which shows by itself that it could happen',
        }),
    }),
    base_rate: Share.nullable(),
    ledger: Measures.meta({ description: 'The warnings as they would have become known' }),
    hindsight: Measures.meta({
      description: 'What knowing everything from the start would have given',
    }),
    random: Measures.meta({
      description: 'As many members of the population, drawn at random with replacement',
    }),
    meaning: z.record(z.string(), z.string()).meta({ description: 'How each measure is defined' }),
  })
  .meta({ id: 'BacktestOutcome' })
export type OutcomeReport = z.infer<typeof OutcomeReport>

const DifferenceCount = z
  .object({
    difference: z.enum(DIFFERENCES),
    cases: Count,
    examples: z.array(
      z.object({
        subject_id: z.string(),
        anchor: z.string().nullable(),
        known_at: Time.nullable().meta({ description: 'By the version that is looked at' }),
        known_at_against: Time.nullable(),
      }),
    ),
  })
  .meta({ id: 'BacktestDifference' })
export type DifferenceCount = z.infer<typeof DifferenceCount>

export const BacktestResult = z
  .object({
    inputs_hash: z.string().meta({ description: 'Of `inputs`: the same hash, the same bytes' }),
    inputs: z.object({
      head_position: Count.meta({ description: 'The log was looked at up to here' }),
      by: z.enum(['source', 'platform']),
      rule: z.object({ id: z.string(), version: z.int(), content_hash: z.string() }),
      against: z.object({ id: z.string(), version: z.int(), content_hash: z.string() }).nullable(),
      outcome: z.unknown(),
      from: Time.nullable(),
      to: Time.nullable(),
      engine: Engine.nullable().meta({ description: 'That was asked for; null: chosen by size' }),
    }),
    rule: RuleNames,
    period: z
      .object({ from: Time, to: Time })
      .meta({ description: 'Warnings that became known in it; the end is not' }),
    volume: Volume,
    not_judged: z
      .array(NotJudged)
      .meta({ description: 'Facts and anchors that the rule could not judge, by reason' }),
    feed_outcomes: z
      .array(FeedOutcome)
      .meta({ description: 'Of the warnings that hold at the end of the data' }),
    outcome: OutcomeReport.nullable(),
    against: Side.extend({
      warnings: z.array(DifferenceCount).meta({ description: 'By subject and anchor' }),
      subjects: z
        .array(DifferenceCount)
        .meta({ description: 'By the first warning of each subject' }),
    }).nullable(),
  })
  .meta({ id: 'BacktestResult', description: 'What a rule would have done 规则回测结果' })
export type BacktestResult = z.infer<typeof BacktestResult>
