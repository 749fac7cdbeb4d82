import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  ruleStatement,
  SHOWN_QUESTIONS,
} from '@jianwei/projections/rule-statements/rule-statement.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { askedBy } from '#/server/asking.ts'
import { RuleIdParam, VersionParam } from '#/server/parameters.ts'

export interface RuleStatementRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
}

const TableReadView = z
  .object({
    table: z.string(),
    parts: z.int(),
    rows: z.int(),
    granules: z.int().meta({ description: 'Pieces of about 8,192 rows that are read whole' }),
  })
  .meta({ id: 'TableRead', description: 'What a statement reads of a table of this node' })

export const RuleStatementView = z
  .object({
    rule_id: z.string(),
    rule_version: z.int(),
    question: z.enum(SHOWN_QUESTIONS),
    sql: z.string().meta({
      description: 'The statement, as the engine writes it; several are parted by semicolons',
    }),
    plan: z
      .object({
        steps: z.array(z.string()).meta({ description: 'The plan of the engine, line by line' }),
        reads: z.array(TableReadView),
        of_one_shard: z.boolean().meta({
          description: 'Whether a cluster has other shards, of which nothing is in `reads`',
        }),
      })
      .nullable()
      .meta({ description: 'Null unless asked for' }),
  })
  .meta({ id: 'RuleStatement', description: 'The SQL of a rule, and how the engine would run it' })

const QuestionParam = z
  .enum(SHOWN_QUESTIONS)
  .default('warnings')
  .meta({
    description:
      'As in the metrics and in lines about slow statements: the warnings over all facts; their ' +
      'ledger; what could not be judged; of whom time brought a warning about, or news changed ' +
      'the group; points. And `live`: the warnings of whom the newest facts are about',
  })

/** For who asks why a rule is slow. */
export const ruleStatementRoutes: FastifyPluginAsyncZod<RuleStatementRoutesOptions> = async (
  app,
  { warehouse, rules },
) => {
  app.get(
    '/v1/rules/:rule_id/versions/:version/statement',
    {
      schema: {
        tags: ['rules'],
        summary: 'The SQL of a rule and its plan 预警规则的查询语句',
        description: 'The statement of the rule is shown and explained, and not run.',
        params: z.strictObject({ rule_id: RuleIdParam, version: VersionParam }),
        querystring: z.strictObject({
          question: QuestionParam,
          explain: z
            .enum(['true', 'false'])
            .default('false')
            .meta({ description: 'Whether the plan is asked for' }),
        }),
        response: { 200: RuleStatementView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const { rule_id, version } = request.params
      const { question, explain } = request.query
      const { versions } = await rules.current()
      const rule = versions.find(
        (one) => one.rule_id === rule_id && one.rule_version === version,
      )?.rule
      if (rule === undefined || rule === null)
        throw new RequestRefused(
          'RULE_VERSION_UNKNOWN',
          'no rule in the log has this version with a text that loads',
        )
      const asking = askedBy(request, warehouse)
      const shown = await ruleStatement(asking, rule, question, explain === 'true')
      if (shown === null)
        throw new RequestRefused('QUESTION_NOT_ASKED', `this rule is never asked for ${question}`)
      return {
        rule_id,
        rule_version: version,
        question,
        sql: shown.sql,
        plan:
          shown.plan === null
            ? null
            : {
                steps: [...shown.plan.steps],
                reads: [...shown.plan.reads],
                of_one_shard: shown.plan.of_one_shard,
              },
      }
    },
  )
}
