import type { FastifyRequest } from 'fastify'
import { seesEverything } from '@jianwei/events/access/scope.ts'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { openAlertsByRule } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { shadowWarningsByRule } from '@jianwei/projections/shadow-warnings/queries.ts'
import { warningsByRule } from '@jianwei/projections/warnings/queries.ts'
import {
  rulesInForce,
  unreadableRules,
  type BookedRule,
  type RuleBook,
  type RuleRegistry,
} from '#/rules/rule-book.ts'
import { askedBy } from '#/server/asking.ts'
import { listPage, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { ruleField, RuleIdParam, VersionParam } from '#/server/parameters.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import type { RuleFailures } from '#/server/rule-failures.ts'
import { RuleStateView, RuleView, ruleView } from '#/server/views/rule-view.ts'

export const RulePage = pageOf('Rule', RuleView)

export interface RuleRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly rule_failures: RuleFailures
}

/** Newer versions go before older ones within a state. */
const SHOWN_FIRST = ['published', 'shadow', 'drafted', 'retired'] as const

export const ruleRoutes: FastifyPluginAsyncZod<RuleRoutesOptions> = async (app, options) => {
  app.get(
    '/v1/rules',
    {
      schema: {
        tags: ['rules'],
        summary: 'Rules, their life and what came of them 预警规则列表',
        description: 'Every version of every rule in the log, in the order of ids and versions.',
        querystring: z.strictObject({
          ...pageQuery,
          state: RuleStateView.optional(),
          rule_id: ruleField,
        }),
        response: { 200: RulePage, ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const { state, rule_id } = request.query
      const book = await options.rules.current()
      const chosen = book.versions.filter(
        (one) =>
          (state === undefined || one.version.state === state) &&
          (rule_id === undefined || one.rule_id === rule_id),
      )
      const views = await ruleViews(request, options, book, chosen)
      const page = listPage(views, request.query, (rule) => [
        rule.rule_id,
        String(rule.rule_version).padStart(9, '0'),
      ])
      return sendPage(request, reply, page, (rule) => rule)
    },
  )

  app.get(
    '/v1/rules/:rule_id',
    {
      schema: {
        tags: ['rules'],
        summary: 'One rule: its text, legal basis, life and outcomes 预警规则详情',
        description:
          'The newest version that is published; if none is, the newest in shadow, drafted, ' +
          'retired.',
        params: z.strictObject({ rule_id: RuleIdParam }),
        response: { 200: RuleView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const book = await options.rules.current()
      const versions = book.versions
        .filter((one) => one.rule_id === request.params.rule_id)
        .toReversed()
      const shown = SHOWN_FIRST.flatMap((state) =>
        versions.filter(({ version }) => version.state === state),
      ).slice(0, 1)
      const [view] = await ruleViews(request, options, book, shown)
      if (view === undefined)
        throw new RequestRefused('RULE_UNKNOWN', 'no rule in the log has this id')
      return view
    },
  )

  app.get(
    '/v1/rules/:rule_id/versions/:version',
    {
      schema: {
        tags: ['rules'],
        summary: 'One version of a rule 预警规则版本详情',
        params: z.strictObject({ rule_id: RuleIdParam, version: VersionParam }),
        response: { 200: RuleView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const { rule_id, version } = request.params
      const book = await options.rules.current()
      const shown = book.versions.filter(
        (one) => one.rule_id === rule_id && one.rule_version === version,
      )
      const [view] = await ruleViews(request, options, book, shown)
      if (view === undefined)
        throw new RequestRefused('RULE_VERSION_UNKNOWN', 'no rule in the log has this version')
      return view
    },
  )
}

/**
 * The warehouse's numbers are of what lies in the scope of who asks. Those of the last evaluation
 * are about everybody, with ids of facts: they are shown to whose scope has no limits.
 */
async function ruleViews(
  request: FastifyRequest,
  options: RuleRoutesOptions,
  book: RuleBook,
  rules: readonly BookedRule[],
): Promise<RuleView[]> {
  if (rules.length === 0) return []
  const asking = askedBy(request, options.warehouse)
  const seesAll = seesEverything(request.scope)
  const [ledgers, shadows, open] = await Promise.all([
    warningsByRule(asking),
    shadowWarningsByRule(asking),
    openAlertsByRule(asking),
  ])
  const inForce = rulesInForce(book)
  const failures = [
    ...options.rule_failures.current([...inForce.published, ...inForce.shadows]),
    ...unreadableRules(book),
  ]
  const suppressed = seesAll ? options.rule_failures.suppressed() : []
  const feedOutcomes = seesAll ? options.rule_failures.feed_outcomes() : []
  return rules.map((booked) => {
    const ofRule = (row: { readonly rule_id: string; readonly rule_version: number }): boolean =>
      row.rule_id === booked.rule_id && row.rule_version === booked.rule_version
    const ledger = ledgers.find(ofRule)
    const shadow = shadows.find(ofRule)
    return ruleView(booked, {
      outcomes: {
        standing: ledger?.standing ?? 0,
        raised: ledger?.raised ?? 0,
        withdrawn: ledger?.withdrawn ?? 0,
        without_alert: ledger?.without_alert ?? 0,
        open_alerts: open.find(ofRule)?.open_alerts ?? 0,
      },
      shadow: {
        standing: shadow?.standing ?? 0,
        raised: shadow?.raised ?? 0,
        withdrawn: shadow?.withdrawn ?? 0,
      },
      failures: failures.filter(ofRule),
      suppressed: suppressed.filter(ofRule),
      feed_outcomes: feedOutcomes.filter(ofRule),
    })
  })
}
