import { z } from 'zod'
import type { SubjectFact } from '@jianwei/projections/subjects/queries.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { StandingWarnings, SubjectScore } from '#/score/subject-risk.ts'
import type { Withheld } from '#/server/withheld-ids.ts'
import { Level, Time, Title } from '#/server/views/vocabulary.ts'

const RuleName = {
  rule_id: z.string(),
  rule_version: z.int(),
  title: Title,
}

const ScoreView = z
  .object({
    ...RuleName,
    score: z.string().meta({ description: 'Points, as decimal text', examples: ['42.5'] }),
    band: z.string().meta({ description: 'The class that the score falls into 类别' }),
    decided_by: z.string().nullable().meta({
      description: 'The override that put it into the class whatever the score; null otherwise',
    }),
    contributions: z
      .array(
        z.object({
          indicator: z.string(),
          title: Title,
          points: z.string().meta({ description: 'Within the cap of the indicator' }),
          facts: z.array(z.object({ fact_id: z.uuid(), points: z.string() })),
        }),
      )
      .nullable()
      .meta({
        description:
          'What each indicator adds, and by which facts; null for too many facts to show',
      }),
  })
  .meta({
    id: 'SubjectScore',
    description: 'A score of the subject and what it is made of 评分构成',
  })

const StandingView = z
  .object({
    warning_id: z.uuid(),
    ...RuleName,
    level: Level,
    anchor: z.string().nullable().meta({ description: 'Null for a fact that you may not see' }),
    anchor_at: Time,
    evidence: z.array(z.uuid()).meta({ description: 'Fact ids' }),
    evidence_withheld: z.int().min(0).meta({ description: 'Further facts that you may not see' }),
  })
  .meta({ id: 'StandingWarning', description: 'A warning that held then 当时成立的预警' })

const NotJudgedView = z
  .object({ ...RuleName, because: z.enum(['group', 'snapshot_by_source']) })
  .meta({
    id: 'RuleNotAsked',
    description:
      'group: its warnings are about groups of facts. snapshot_by_source: it is judged at ' +
      'snapshots of what this platform knew',
  })

export const SubjectRiskView = z
  .object({
    subject_id: z.string(),
    as_of: Time,
    by: z.enum(['platform', 'source']),
    known_until: z
      .union([Time, z.int()])
      .nullable()
      .meta({ description: 'The time or position that was asked for; null for all that is known' }),
    credit_class: z
      .object({
        value: z.string(),
        scheme: z.string().nullable(),
        occurred_at: Time,
        fact_id: z.uuid(),
      })
      .nullable()
      .meta({ description: 'As assigned by a department 信用风险分类; null where none was' }),
    scores: z.array(ScoreView),
    standing_warnings: z.array(StandingView).meta({ description: 'Oldest anchor first' }),
    not_judged: z.array(NotJudgedView),
  })
  .meta({ id: 'SubjectRisk', description: 'How much of a risk a subject was 监管对象风险' })

export function creditClassView(
  facts: readonly SubjectFact[],
): z.infer<typeof SubjectRiskView>['credit_class'] {
  const named = (attribute: string) => facts.find((fact) => fact.attribute === attribute)
  const assigned = named('credit_class')
  if (assigned === undefined || assigned.value === null) return null
  const { value, occurred_at, fact_id } = assigned
  return { value, scheme: named('scheme')?.value ?? null, occurred_at, fact_id }
}

export function scoreView({ rule, contributions, ...score }: SubjectScore) {
  return {
    ...ruleName(rule),
    ...score,
    contributions:
      contributions?.map((one) => ({ ...one, facts: one.facts.map((fact) => ({ ...fact })) })) ??
      null,
  }
}

export function standingView({ warnings, not_judged }: StandingWarnings, withheld: Withheld) {
  return {
    standing_warnings: warnings.map(({ rule, warning_id, anchor, anchor_at, ...one }) => {
      const evidence = withheld.of(one.evidence)
      return {
        warning_id,
        ...ruleName(rule),
        level: rule.level,
        anchor: withheld.shown(anchor),
        anchor_at,
        evidence: evidence.shown,
        evidence_withheld: evidence.withheld,
      }
    }),
    not_judged: not_judged.map(({ rule, because }) => ({ ...ruleName(rule), because })),
  }
}

function ruleName({ id, version, title }: Rule) {
  return { rule_id: id, rule_version: version, title }
}
