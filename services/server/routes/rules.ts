import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { openAlertsByRule } from '@jianwei/projections/alerts/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { warningsByRule } from '@jianwei/projections/warnings/queries.ts'
import { askedBy } from '#/server/asking.ts'
import { listPage, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { problems, RequestRefused } from '#/server/problem.ts'
import type { RuleFailures } from '#/server/rule-failures.ts'
import { RuleView, ruleView, type RuleOutcomes } from '#/server/views/rule-view.ts'

export interface RuleRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: readonly Rule[]
  readonly rule_failures: RuleFailures
}

export const ruleRoutes: FastifyPluginAsyncZod<RuleRoutesOptions> = async (app, options) => {
  app.get(
    '/v1/rules',
    {
      schema: {
        tags: ['rules'],
        summary: 'Rules and what came of them 预警规则列表',
        description: 'Every loaded rule, in the order of ids, also those that never raised a warning.',
        querystring: z.strictObject(pageQuery),
        response: { 200: pageOf('Rule', RuleView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const views = await ruleViews(askedBy(request, options.warehouse), options, options.rules)
      const page = listPage(views, request.query, (rule) => [rule.rule_id, String(rule.rule_version).padStart(9, '0')])
      return sendPage(request, reply, page, (rule) => rule)
    },
  )

  app.get(
    '/v1/rules/:rule_id',
    {
      schema: {
        tags: ['rules'],
        summary: 'One rule: its text, legal basis and outcomes 预警规则详情',
        description: 'The newest version that is loaded.',
        params: z.strictObject({ rule_id: z.string().max(100).meta({ description: 'Rule id 规则编号' }) }),
        response: { 200: RuleView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const versions = options.rules.filter((rule) => rule.id === request.params.rule_id)
      const newest = versions.toSorted((a, b) => a.version - b.version).slice(-1)
      const [view] = await ruleViews(askedBy(request, options.warehouse), options, newest)
      if (view === undefined) throw new RequestRefused('RULE_UNKNOWN', 'no loaded rule has this id')
      return view
    },
  )
}

async function ruleViews(asking: Warehouse, options: RuleRoutesOptions, rules: readonly Rule[]): Promise<RuleView[]> {
  if (rules.length === 0) return []
  const [ledger, open] = await Promise.all([warningsByRule(asking), openAlertsByRule(asking)])
  const failures = options.rule_failures.current()
  const suppressed = options.rule_failures.suppressed()
  return rules.map((rule) => {
    const ofRule = (row: { readonly rule_id: string; readonly rule_version: number }): boolean =>
      row.rule_id === rule.id && row.rule_version === rule.version
    const outcomes: RuleOutcomes = {
      standing: ledger.find(ofRule)?.standing ?? 0,
      raised: ledger.find(ofRule)?.raised ?? 0,
      withdrawn: ledger.find(ofRule)?.withdrawn ?? 0,
      without_alert: ledger.find(ofRule)?.without_alert ?? 0,
      open_alerts: open.find(ofRule)?.open_alerts ?? 0,
    }
    return ruleView(rule, outcomes, { failures: failures.filter(ofRule), suppressed: suppressed.filter(ofRule) })
  })
}
