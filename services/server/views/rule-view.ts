import { z } from 'zod'
import { RULE_KINDS, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { RuleFailure, SuppressedWarnings } from '#/server/rule-failures.ts'
import { Level, Title } from '#/server/views/vocabulary.ts'

const Day = z.string().meta({ format: 'date', examples: ['2021-04-29'] })

const LegalBasisView = z
  .object({
    law: z.string().meta({ examples: ['中华人民共和国食品安全法'] }),
    article: z.string().meta({ examples: ['第一百三十四条'] }),
    valid_from: Day.nullable(),
    valid_to: Day.nullable(),
    source: z.string().meta({ description: 'Where the text was read' }),
  })
  .meta({ id: 'LegalBasis', description: 'The article a rule rests on 法律依据' })

const ExceptionView = z
  .object({
    name: z.string().meta({ description: 'Stable; outcomes are counted by it', examples: ['first-minor-violation'] }),
    title: Title,
    reason: Title.meta({ description: 'Why the rule does not warn then' }),
    law: LegalBasisView.nullable(),
  })
  .meta({ id: 'RuleException', description: 'When the condition holds and the rule still does not warn 例外情形' })

/** A rule without its numbers: what other answers show of it. */
export const RuleSummary = z
  .object({
    rule_id: z.string().meta({ examples: ['food-three-penalties-in-a-year'] }),
    rule_version: z.int().meta({ examples: [1] }),
    title: Title,
    text: Title.meta({ description: 'What the rule says, for people' }),
    kind: z.enum(RULE_KINDS),
    level: Level,
    class: z.enum(['statutory', 'published-practice', 'template']).meta({
      description: 'The condition stands in a law, was announced by an authority, or is ours to be adapted',
    }),
    jurisdiction: z.string(),
    owner: z.string(),
    review_by: Day.meta({ description: 'The owner looks at the rule again by then' }),
    false_positives: Title.meta({ description: 'When it warns although nothing is wrong 误报说明' }),
    playbook: Title.meta({ description: 'What to do with an alert 处置指引' }),
    legal_basis: z.array(LegalBasisView),
    alert_anchor_age_days: z.int().meta({
      description:
        'Warnings with an older anchor are recorded without an alert; counted from the newest fact of the source',
      examples: [90],
    }),
    in_force: z.object({ from: Day.nullable(), to: Day.nullable() }),
    facts_before_in_force: z.enum(['counted', 'not_counted']).nullable().meta({
      description: 'Whether windows reach back to before the rule was in force; null where the question does not arise',
    }),
    exceptions: z.array(ExceptionView),
  })
  .meta({ id: 'RuleSummary', description: 'A rule 预警规则' })
export type RuleSummary = z.infer<typeof RuleSummary>

const Count = z.int().min(0)

export const RuleOutcomes = z
  .object({
    standing: Count.meta({ description: 'Warnings that hold now', examples: [17] }),
    raised: Count.meta({ description: 'Entries of the ledger that raised one', examples: [19] }),
    withdrawn: Count.meta({ description: 'Entries of the ledger that withdrew one', examples: [2] }),
    without_alert: Count.meta({
      description: 'Standing warnings that no alert has gathered, because their anchor is older than the rule allows',
      examples: [12],
    }),
    open_alerts: Count.meta({ examples: [3] }),
  })
  .meta({ id: 'RuleOutcomes', description: 'What came of a rule 规则结果' })
export type RuleOutcomes = z.infer<typeof RuleOutcomes>

const RuleFailureView = z
  .object({
    code: z.string().meta({ description: 'Stable; branch on this', examples: ['CALENDAR_YEAR_MISSING'] }),
    message: z.string(),
  })
  .meta({ id: 'RuleFailure', description: 'Why a rule could not be evaluated 规则错误' })

const SuppressedView = z
  .object({
    exception: z.string().meta({ description: 'Its name', examples: ['first-minor-violation'] }),
    warnings: Count,
    sample: z.array(z.string()).meta({ description: 'Of some of them, the newest fact of the evidence' }),
  })
  .meta({ id: 'SuppressedWarnings', description: 'Warnings that an exception keeps from being raised 例外排除' })

export const RuleView = RuleSummary.extend({
  content_hash: z.string(),
  parameters: z.record(z.string(), z.unknown()).meta({ description: 'The condition, by its kind' }),
  outcomes: RuleOutcomes,
  failures: z.array(RuleFailureView),
  suppressed: z.array(SuppressedView),
}).meta({ id: 'Rule', description: 'A rule 预警规则 with its outcomes' })
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
    in_force: { from: rule.in_force.from ?? null, to: rule.in_force.to ?? null },
    facts_before_in_force: rule.facts_before_in_force ?? null,
    exceptions: rule.exceptions.map(({ name, title, reason, law }) => ({
      name,
      title,
      reason,
      law: law === null ? null : legalBasisView(law),
    })),
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

export function ruleView(
  rule: Rule,
  outcomes: RuleOutcomes,
  {
    failures,
    suppressed,
  }: { readonly failures: readonly RuleFailure[]; readonly suppressed: readonly SuppressedWarnings[] },
): RuleView {
  return {
    ...ruleSummary(rule),
    content_hash: rule.content_hash,
    parameters: { ...rule.parameters },
    outcomes,
    failures: failures.map(({ code, message }) => ({ code, message })),
    suppressed: suppressed.map(({ exception, warnings, sample }) => ({ exception, warnings, sample: [...sample] })),
  }
}
