import { z } from 'zod'
import { RULE_KINDS, type Rule } from '@jianwei/projections/rules/rule.ts'
import { RULE_EVENT_TYPES, RULE_STATES } from '@jianwei/events/rule/rule-versions.ts'
import type { BookedRule } from '#/rules/rule-book.ts'
import { notJudgedText, unstatedText } from '#/server/views/feed-texts.ts'
import type { RuleFailure, RuleFeedOutcome, SuppressedWarnings } from '#/server/rule-failures.ts'
import { Level, Time, Title } from '#/server/views/vocabulary.ts'

const Day = z.string().meta({ format: 'date', examples: ['2021-04-29'] })

const LegalBasisView = z
  .object({
    law: z.string().meta({ examples: ['中华人民共和国食品安全法'] }),
    article: z.string().meta({ examples: ['第一百三十四条'] }),
    valid_from: Day.nullable(),
    valid_to: Day.nullable(),
    source: z.string().meta({
      description: 'The document: its number and day, or the report in which a practice was read',
    }),
  })
  .meta({ id: 'LegalBasis', description: 'The article a rule rests on 法律依据' })

const ExceptionView = z
  .object({
    name: z.string().meta({
      description: 'Stable; outcomes are counted by it',
      examples: ['first-minor-violation'],
    }),
    title: Title,
    reason: Title.meta({ description: 'Why the rule does not warn then' }),
    law: LegalBasisView.nullable(),
  })
  .meta({
    id: 'RuleException',
    description: 'When the condition holds and the rule still does not warn 例外情形',
  })

/** A rule without its numbers: what other answers show of it. */
const AlertingView = z
  .object({
    record_only: z
      .boolean()
      .meta({ description: 'Its warnings open no alert: the rule observes 仅观察' }),
    group_by: z
      .union([
        z.literal('subject'),
        z.array(z.object({ field: z.string(), prefix: z.int().nullable() })),
      ])
      .meta({
        description: 'Whose warnings make one alert, or of which fields of the newest fact',
        examples: ['subject'],
      }),
    window_seconds: z
      .int()
      .nullable()
      .meta({
        description:
          'A warning whose anchor lies further from those of an open alert begins another; null ' +
          'where it joins the open one',
      }),
    storm: z
      .object({ more_than: z.int(), within_seconds: z.int() })
      .meta({ description: 'More new alerts in such a span of time are one alert with a count' }),
    needs_second_person_above: z.int().meta({
      description: 'Publishing a version that would raise more alerts needs a second person',
    }),
  })
  .meta({ id: 'RuleAlerting', description: 'Which warnings make one alert 预警合并规则' })

export const RuleSummary = z
  .object({
    rule_id: z.string().meta({ examples: ['food-three-penalties-in-a-year'] }),
    rule_version: z.int().meta({ examples: [1] }),
    title: Title,
    text: Title.meta({ description: 'What the rule says, for people' }),
    kind: z.enum(RULE_KINDS),
    level: Level,
    class: z.enum(['statutory', 'published-practice', 'template']).meta({
      description:
        'The condition stands in a law, was announced by an authority, or is ours to be adapted',
    }),
    jurisdiction: z.string(),
    owner: z.string(),
    review_by: Day.meta({ description: 'The owner looks at the rule again by then' }),
    false_positives: Title.meta({
      description: 'When it warns although nothing is wrong 误报说明',
    }),
    playbook: Title.meta({ description: 'What to do with an alert 处置指引' }),
    legal_basis: z.array(LegalBasisView),
    alert_anchor_age_days: z.int().meta({
      description:
        'Warnings with an older anchor are recorded without an alert; counted from the ' +
        'newest fact of the source',
      examples: [90],
    }),
    depends_on: z.array(z.string()).meta({
      description:
        'Silence rules that watch what it lives on: while something is silent, it shows ' +
        'SOURCE_SILENT',
    }),
    in_force: z.object({ from: Day.nullable(), to: Day.nullable() }),
    facts_before_in_force: z
      .enum(['counted', 'not_counted'])
      .nullable()
      .meta({
        description:
          'Whether windows reach back to before the rule was in force; null where the question ' +
          'does not arise',
      }),
    exceptions: z.array(ExceptionView),
    alerting: AlertingView,
  })
  .meta({ id: 'RuleSummary', description: 'A rule 预警规则' })
export type RuleSummary = z.infer<typeof RuleSummary>

const Count = z.int().min(0)

const RuleOutcomes = z
  .object({
    standing: Count.meta({ description: 'Warnings that hold now', examples: [17] }),
    raised: Count.meta({ description: 'Entries of the ledger that raised one', examples: [19] }),
    withdrawn: Count.meta({
      description: 'Entries of the ledger that withdrew one',
      examples: [2],
    }),
    without_alert: Count.meta({
      description:
        'Standing warnings that no alert has gathered: their anchor is older than the rule ' +
        'allows, or they wait for an import (see /v1/sources)',
      examples: [12],
    }),
    open_alerts: Count.meta({ examples: [3] }),
  })
  .meta({ id: 'RuleOutcomes', description: 'What came of a rule 规则结果' })
export type RuleOutcomes = z.infer<typeof RuleOutcomes>

const RuleFailureView = z
  .object({
    code: z
      .string()
      .meta({ description: 'Stable; branch on this', examples: ['CALENDAR_YEAR_MISSING'] }),
    message: z.string(),
  })
  .meta({ id: 'RuleFailure', description: 'Why a rule could not be evaluated 规则错误' })

const SuppressedView = z
  .object({
    exception: z.string().meta({ description: 'Its name', examples: ['first-minor-violation'] }),
    warnings: Count,
    sample: z
      .array(z.string())
      .meta({ description: 'Of some of them, the newest fact of the evidence' }),
  })
  .meta({
    id: 'SuppressedWarnings',
    description: 'Warnings that an exception keeps from being raised 例外排除',
  })

export const FeedOutcomeView = z
  .object({
    outcome: z.enum(['not_judged', 'unstated']).meta({
      description:
        'not_judged: no warning, because there is no feed of these types from the departments of ' +
        'the duties. unstated: judged all the same, because nobody states anything of these types',
    }),
    text: Title,
    event_types: z.array(z.string()).meta({ examples: [['DecisionPublished']] }),
    source: z
      .string()
      .nullable()
      .meta({ description: 'That sent the duties; null for what is unstated' }),
    departments: z.array(z.string()).meta({ description: 'Of some of the duties' }),
    warnings: Count,
    sample: z
      .array(z.string())
      .meta({ description: 'Of some of them, the fact that opened the duty' }),
  })
  .meta({
    id: 'RuleFeedOutcome',
    description: 'What sources state that they feed made of a rule 报送范围与预警',
  })

/** What was judged, or not, for want of a feed or of a statement. */
export function feedOutcomeView(found: RuleFeedOutcome): z.infer<typeof FeedOutcomeView> {
  const { outcome, event_types, source, departments, warnings, sample } = found
  return {
    outcome,
    text: outcome === 'not_judged' ? notJudgedText(event_types) : unstatedText(event_types),
    event_types: [...event_types],
    source,
    departments: [...departments],
    warnings,
    sample: [...sample],
  }
}

export const RuleStateView = z.enum(RULE_STATES).meta({
  description:
    'A draft is not evaluated; the warnings of a shadow are kept apart; those of a published ' +
    'version become alerts; a retired version is no longer evaluated 规则状态',
})

const RuleLifeStepView = z
  .object({
    type: z.enum(RULE_EVENT_TYPES),
    actor: z.string().meta({ examples: ['jianwei:packs'] }),
    reason: z.string(),
    position: z.int().meta({ description: 'The position of the step in the log' }),
    recorded_at: Time,
  })
  .meta({ id: 'RuleLifeStep', description: 'Who did what with a rule version, and why 规则沿革' })

const ShadowOutcomes = z.object({ standing: Count, raised: Count, withdrawn: Count }).meta({
  id: 'ShadowOutcomes',
  description: 'What came of a version while it was in shadow 试运行结果',
})

/** Of a version whose text does not load with this program, only what stands below is known. */
export const RuleView = RuleSummary.partial()
  .extend({
    rule_id: RuleSummary.shape.rule_id,
    rule_version: RuleSummary.shape.rule_version,
    title: Title,
    state: RuleStateView,
    since_position: z
      .int()
      .meta({ description: 'Where in the log this state, or the text of this draft, began' }),
    life: z.array(RuleLifeStepView).meta({ description: 'Oldest first' }),
    content_hash: z
      .string()
      .meta({ description: 'Of everything but the tests; locked once the version is evaluated' }),
    yaml: z.string().meta({ description: 'The rule as it was written' }),
    parameters: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'The condition, by its kind' }),
    outcomes: RuleOutcomes,
    shadow: ShadowOutcomes,
    failures: z.array(RuleFailureView),
    suppressed: z.array(SuppressedView),
    feed_outcomes: z.array(FeedOutcomeView),
  })
  .meta({ id: 'Rule', description: 'A version of a rule 预警规则 with its life and its outcomes' })
export type RuleView = z.infer<typeof RuleView>

export function ruleSummary(rule: Rule): RuleSummary {
  return {
    rule_id: rule.id,
    rule_version: rule.version,
    title: rule.title,
    text: rule.text,
    kind: rule.kind,
    level: rule.level,
    class: rule.class,
    jurisdiction: rule.jurisdiction,
    owner: rule.owner,
    review_by: rule.review_by,
    false_positives: rule.false_positives,
    playbook: rule.playbook,
    legal_basis: rule.legal_basis.map(legalBasisView),
    alert_anchor_age_days: rule.alert_anchor_age_days,
    depends_on: [...rule.depends_on],
    in_force: { from: rule.in_force.from ?? null, to: rule.in_force.to ?? null },
    facts_before_in_force: rule.facts_before_in_force ?? null,
    exceptions: rule.exceptions.map(({ name, title, reason, law }) => ({
      name,
      title,
      reason,
      law: law === null ? null : legalBasisView(law),
    })),
    alerting: {
      ...rule.alerting,
      group_by:
        rule.alerting.group_by === 'subject'
          ? 'subject'
          : rule.alerting.group_by.map((field) => ({ ...field })),
    },
  }
}

function legalBasisView(basis: Rule['legal_basis'][number]): z.infer<typeof LegalBasisView> {
  return { ...basis, valid_from: basis.valid_from ?? null, valid_to: basis.valid_to ?? null }
}

/** The summary of the rule version that a warning or an alert names, if it is loaded. */
export function summaryOfRule(
  rules: readonly Rule[],
  named: { readonly rule_id: string; readonly rule_version: number },
): RuleSummary | null {
  const rule = rules.find((one) => one.id === named.rule_id && one.version === named.rule_version)
  return rule === undefined ? null : ruleSummary(rule)
}

export interface RuleNumbers {
  readonly outcomes: RuleOutcomes
  readonly shadow: z.infer<typeof ShadowOutcomes>
  readonly failures: readonly RuleFailure[]
  readonly suppressed: readonly SuppressedWarnings[]
  readonly feed_outcomes: readonly RuleFeedOutcome[]
}

export function ruleView(
  booked: BookedRule,
  { outcomes, shadow, failures, suppressed, feed_outcomes }: RuleNumbers,
): RuleView {
  const { rule_id, rule_version, version, steps, rule } = booked
  return {
    ...(rule === null ? {} : { ...ruleSummary(rule), parameters: { ...rule.parameters } }),
    rule_id,
    rule_version,
    title: version.title,
    state: version.state,
    since_position: steps.at(-1)?.position ?? 0,
    life: [...steps],
    content_hash: version.content_hash,
    yaml: version.text,
    outcomes,
    shadow,
    failures: failures.map(({ code, message }) => ({ code, message })),
    suppressed: suppressed.map(({ exception, warnings, sample }) => ({
      exception,
      warnings,
      sample: [...sample],
    })),
    feed_outcomes: feed_outcomes.map(feedOutcomeView),
  }
}
