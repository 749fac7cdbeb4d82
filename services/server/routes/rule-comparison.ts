import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  COMPARED_PARTS,
  compareVersions,
  type ComparedVersion,
} from '@jianwei/projections/rule-comparison/queries.ts'
import { ledgerState, type RuleBook, type RuleRegistry } from '#/rules/rule-book.ts'
import { askedBy } from '#/server/asking.ts'
import { RuleIdParam } from '#/server/parameters.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { RuleStateView } from '#/server/views/rule-view.ts'
import { Time } from '#/server/views/vocabulary.ts'

export interface RuleComparisonRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
}

const EXAMPLES_MAX = 100
const EXAMPLES_DEFAULT = 5

const Count = z.int().min(0)
const ComparedWarningView = z
  .object({ warning_id: z.uuid(), anchor_at: Time })
  .meta({ id: 'ComparedWarning' })
const Part = z
  .object({
    count: Count.meta({ description: 'Pairs, or warnings without a partner' }),
    subjects: Count,
    examples: z.array(
      z.object({
        subject_id: z.string(),
        first: ComparedWarningView.nullable(),
        second: ComparedWarningView.nullable(),
      }),
    ),
  })
  .meta({ id: 'ComparedPart' })
const ComparedVersionView = z
  .object({
    rule_version: z.int(),
    state: RuleStateView,
    ledger: z.enum(['warnings', 'shadow-warnings']).meta({ description: 'Where its warnings are' }),
    standing: Count,
  })
  .meta({ id: 'ComparedVersion' })

export const RuleComparison = z
  .object({
    rule_id: z.string(),
    first: ComparedVersionView,
    second: ComparedVersionView,
    same: Part.meta({ description: 'Warnings that stand in both at the same time' }),
    earlier: Part.meta({ description: 'Pairs of which that of the second version lies earlier' }),
    later: Part.meta({ description: 'Pairs of which that of the second version lies later' }),
    only_first: Part.meta({ description: 'Warnings of the first version without a partner' }),
    only_second: Part.meta({ description: 'Warnings of the second version without a partner' }),
  })
  .meta({
    id: 'RuleComparison',
    description:
      'Two versions side by side 版本对比, from what stands in their ledgers. Warnings of one ' +
      'subject are paired by anchor, then in the order of time',
  })

const VersionPair = z
  .string()
  .regex(/^[1-9]\d{0,8},[1-9]\d{0,8}$/, 'expected two versions, such as 1,2')
  .transform((text) => text.split(',').map(Number))
  .meta({ description: 'The two versions, first and second', examples: ['1,2'] })

export const ruleComparisonRoutes: FastifyPluginAsyncZod<RuleComparisonRoutesOptions> = async (
  app,
  { warehouse, rules },
) => {
  app.get(
    '/v1/rules/:rule_id/compare',
    {
      schema: {
        tags: ['rules'],
        summary: 'Two versions of a rule side by side 规则版本对比',
        params: z.strictObject({ rule_id: RuleIdParam }),
        querystring: z.strictObject({
          versions: VersionPair,
          examples: z.coerce
            .number()
            .int()
            .min(1)
            .max(EXAMPLES_MAX)
            .default(EXAMPLES_DEFAULT)
            .meta({ description: 'Examples of each part' }),
        }),
        response: { 200: RuleComparison, ...problems(400, 404, 409, 500, 503) },
      },
    },
    async (request) => {
      const { rule_id } = request.params
      const book = await rules.current()
      // The pattern has two numbers.
      const [first, second] = [request.query.versions[0]!, request.query.versions[1]!].map(
        (version) => evaluatedVersion(book, rule_id, version),
      ) as [Evaluated, Evaluated]
      const compared = await compareVersions(
        askedBy(request, warehouse),
        rule_id,
        [first.compared, second.compared],
        request.query.examples,
      )
      const { same, earlier, later, only_first, only_second } = compared
      const pairs = same.count + earlier.count + later.count
      const parts = COMPARED_PARTS.map((part) => {
        const { count, subjects, examples } = compared[part]
        return [part, { count, subjects, examples: [...examples] }] as const
      })
      return {
        rule_id,
        first: { ...first.view, standing: pairs + only_first.count },
        second: { ...second.view, standing: pairs + only_second.count },
        // One entry for each part.
        ...(Object.fromEntries(parts) as Record<
          (typeof COMPARED_PARTS)[number],
          z.infer<typeof Part>
        >),
      }
    },
  )
}

interface Evaluated {
  readonly compared: ComparedVersion
  readonly view: Omit<z.infer<typeof ComparedVersionView>, 'standing'>
}

function evaluatedVersion(book: RuleBook, rule_id: string, rule_version: number): Evaluated {
  const booked = book.versions.find(
    (one) => one.rule_id === rule_id && one.rule_version === rule_version,
  )
  if (booked === undefined)
    throw new RequestRefused('RULE_VERSION_UNKNOWN', `there is no version ${rule_version}`)
  const ledger = ledgerState(booked.version)
  if (ledger === 'drafted') {
    throw new RequestRefused(
      'RULE_NOT_EVALUATED',
      `version ${rule_version} was never evaluated; put it in shadow first`,
    )
  }
  const isPublished = ledger === 'published'
  return {
    compared: { rule_version, table: isPublished ? 'warnings_v1' : 'shadow_warnings_v1' },
    view: {
      rule_version,
      state: booked.version.state,
      ledger: isPublished ? 'warnings' : 'shadow-warnings',
    },
  }
}
