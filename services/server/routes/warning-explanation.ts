import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { secondOfInstant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { publishedRuleText } from '@jianwei/projections/rule-texts/queries.ts'
import { explain } from '@jianwei/projections/rules/explanation/explain.ts'
import { groupOf, isSnapshotRule, watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import { EXPLAINED_FACTS_MAX, explainedFacts } from '@jianwei/projections/warnings/explained-facts.ts'
import { entriesOfWarning, type WarningEntry } from '@jianwei/projections/warnings/queries.ts'
import { readableRules, type RuleShelf } from '#/rule-book.ts'
import { readRuleText } from '#/rule-text.ts'
import { askedBy } from '#/server/asking.ts'
import { problems, RequestRefused } from '#/server/problem.ts'
import { explanationParts, ExplanationView, warningParts } from '#/server/views/explanation-view.ts'
import { ruleSummary } from '#/server/views/rule-view.ts'

export interface WarningExplanationOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleShelf
}

export const warningExplanationRoutes: FastifyPluginAsyncZod<WarningExplanationOptions> = async (app, options) => {
  app.get(
    '/v1/warnings/:warning_id/explanation',
    {
      schema: {
        tags: ['warnings'],
        summary: 'Why a warning was raised, and what would have kept it from being 预警解释',
        description:
          'The condition with the values that were compared, the part of each fact, the text of the rule in force, and the smallest ' +
          'changes. Computed from what was known when the warning was last raised: also for one that was withdrawn since.',
        params: z.strictObject({ warning_id: z.uuid().meta({ description: 'Warning id 风险预警编号' }) }),
        response: { 200: ExplanationView, ...problems(400, 404, 422, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, options.warehouse)
      const entries = await entriesOfWarning(asking, request.params.warning_id)
      const raised = entries.findLast((entry) => entry.movement === 'raised')
      const last = entries.at(-1)
      if (raised === undefined || last === undefined) {
        throw new RequestRefused('WARNING_UNKNOWN', 'no warning has this id')
      }
      const { rule, text } = await ruleInForce(asking, options.rules, raised)
      if (isSnapshotRule(rule)) {
        throw new RequestRefused('EXPLANATION_NEEDS_PEERS', 'the warning rests on facts of other subjects too')
      }
      const facts = await explainedFacts(asking, {
        subject_id: raised.subject_id,
        group: groupOf(rule),
        event_types: watchedTypes(rule),
        known: { by: 'platform', until: { by: 'platform', position: raised.seen_position } },
      })
      if (facts === undefined) {
        throw new RequestRefused('EXPLANATION_TOO_LARGE', `the subject has more than ${EXPLAINED_FACTS_MAX} facts`)
      }
      const explanation = explain(rule, {
        facts,
        anchor: raised.anchor,
        second: secondOfInstant(raised.anchor_at),
        clock: secondOfInstant(raised.clock),
      })
      return {
        ...warningParts(raised, last),
        rule: ruleSummary(rule),
        rule_text: text,
        content_hash: rule.content_hash,
        ...explanationParts(explanation, facts),
      }
    },
  )
}

/** The rule as it was published; where the warehouse does not hold that event, as the book has it. */
async function ruleInForce(
  asking: Warehouse,
  shelf: RuleShelf,
  named: Pick<WarningEntry, 'rule_id' | 'rule_version'>,
): Promise<{ readonly rule: Rule; readonly text: string | null }> {
  const published = await publishedRuleText(asking, named)
  if (published !== undefined) {
    const parsed = readRuleText(published.text)
    if (parsed.ok) return { rule: parsed.rule, text: published.text }
  }
  const rules = readableRules(await shelf.current())
  const loaded = rules.find((rule) => rule.id === named.rule_id && rule.version === named.rule_version)
  if (loaded === undefined)
    throw new RequestRefused('RULE_UNKNOWN', 'the rule version is neither in the log nor loaded')
  return { rule: loaded, text: published?.text ?? null }
}
