import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { clockOfLog } from '@jianwei/projections/clock/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { ScoreRule } from '@jianwei/projections/rules/kinds/score/parameters.ts'
import { watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import { subjectById, subjectFacts, typesAbout } from '@jianwei/projections/subjects/queries.ts'
import { rulesInForce, type RuleRegistry } from '#/rules/rule-book.ts'
import { standingWarningsOf, subjectScore, type RiskQuestion } from '#/score/subject-risk.ts'
import { askedBy, aboutTimes, beyondHead } from '#/server/asking.ts'
import {
  knownBy,
  KnowingPointField,
  MomentField,
  OrderField,
  pointOf,
  refusePositionsBySource,
} from '#/server/knowing-point.ts'
import { ruleField } from '#/server/parameters.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { subjectParams } from '#/server/routes/subjects.ts'
import { unknownSubject } from '#/server/routes/unknown-subject.ts'
import {
  creditClassView,
  scoreView,
  standingView,
  SubjectRiskView,
} from '#/server/views/risk-view.ts'

const DESCRIPTION = `The class that a department assigned, the scores of the rules that score, and
the warnings of the rules that are published now, at a moment, over facts as they were known. The
scores are those of \`npx jianwei score\`: \`by=source\` and the same day for both times ask the
same. Rules whose warnings cannot be told for one subject are named, not left out.`

const RiskQuery = z
  .strictObject({
    as_of: MomentField.optional().meta({
      description: 'What had happened by then 截至时点; the newest time of the log when absent',
    }),
    as_known_at: KnowingPointField.optional(),
    by: OrderField,
    rule_id: ruleField.meta({ description: 'Only by this rule, where it is published' }),
  })
  .check(refusePositionsBySource)

export interface SubjectRiskOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
}

export const subjectRiskRoutes: FastifyPluginAsyncZod<SubjectRiskOptions> = async (
  app,
  { warehouse, rules },
) => {
  app.get(
    '/v1/subjects/:subject_id/risk',
    {
      schema: {
        tags: ['subjects'],
        summary: 'How much of a risk a subject was, on any day 监管对象风险',
        description: DESCRIPTION,
        params: subjectParams,
        querystring: RiskQuery,
        response: {
          200: SubjectRiskView.extend(aboutTimes),
          ...problems(400, 404, 500, 503),
        },
      },
    },
    async (request) => {
      const asking = askedBy(request, warehouse)
      const { subject_id } = request.params
      const { by, as_known_at, rule_id } = request.query
      if ((await subjectById(asking, subject_id)) === undefined) throw unknownSubject(subject_id)
      const as_of = request.query.as_of ?? (await clockOfLog(asking))
      const question = { subject_id, as_of, known: await knownBy(asking, { by, as_known_at }) }
      const asked = publishedRules(rulesInForce(await rules.current()).published, rule_id)
      const watched = await watching(asking, asked, subject_id)
      const [facts, standing, notice] = await Promise.all([
        subjectFacts(asking, question),
        standingWarningsOf(asking, watched, question),
        beyondHead(asking, [request.query.as_of, pointOf(as_known_at)]),
      ])
      return {
        subject_id,
        as_of,
        by,
        known_until: pointOf(as_known_at) ?? null,
        credit_class: creditClassView(facts),
        scores: (await scoresOf(asking, asked, question)).map(scoreView),
        ...standingView(standing, await withheldFrom(request, warehouse, standing.warnings)),
        ...notice,
      }
    },
  )
}

async function scoresOf(asking: Warehouse, rules: readonly Rule[], question: RiskQuestion) {
  const scores = []
  for (const rule of rules)
    if (isScore(rule)) scores.push(await subjectScore(asking, rule, question))
  return scores
}

function publishedRules(published: readonly Rule[], rule_id: string | undefined): readonly Rule[] {
  const asked = published.filter(({ id }) => rule_id === undefined || id === rule_id)
  if (asked.length > 0 || rule_id === undefined) return asked
  throw new RequestRefused('RULE_UNKNOWN', 'no version of this rule is published')
}

/** The other rules have nothing to say of the subject: none of its facts ever had such a type. */
async function watching(
  asking: Warehouse,
  rules: readonly Rule[],
  subject_id: string,
): Promise<readonly Rule[]> {
  const types = await typesAbout(asking, subject_id)
  return rules.filter((rule) => watchedTypes(rule).some((type) => types.has(type)))
}

function isScore(rule: Rule): rule is ScoreRule {
  return rule.kind === 'score'
}
