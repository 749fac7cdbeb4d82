import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { RuleStep } from '@jianwei/events/rule/decider.ts'
import { Passage } from '@jianwei/events/vocabulary.ts'
import { clockOfLog } from '@jianwei/projections/clock/queries.ts'
import { publicationImpact } from '@jianwei/projections/evaluation/publication-impact.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import type { Principal } from '#/access/principal.ts'
import {
  draftRule,
  publicationPreview,
  takeRuleStep,
  type PublicationQuestion,
} from '#/rules/rule-steps.ts'
import { askedBy } from '#/server/asking.ts'
import { RuleIdParam, VersionParam } from '#/server/parameters.ts'
import { problems } from '#/http/problem.ts'
import { RuleStateView } from '#/server/views/rule-view.ts'
import { YAML_CHARACTERS_MAX } from '#/text-reading/yaml-text.ts'

export interface RuleLifeRoutesOptions {
  readonly warehouse: Warehouse
  readonly log: EventLog
  readonly now: () => Instant
}

const WouldRaiseView = z
  .object({
    alerts_now: z.int().min(0).meta({ description: 'Alerts that it raises at once, at most' }),
    alerts_last_90_days: z
      .int()
      .min(0)
      .meta({ description: 'Warnings of facts of the last 90 days, had it been in force' }),
    limit: z.int().min(0).meta({ description: 'What one person alone may publish' }),
    needs_second_person: z.boolean().meta({
      description: 'Over the limit: it is proposed, and another person publishes it',
    }),
  })
  .meta({ id: 'WouldRaise', description: 'What a publication raises 发布影响' })

export const PublicationPreviewView = z
  .object({
    rule_id: z.string(),
    rule_version: z.int(),
    state: RuleStateView,
    content_hash: z.string(),
    proposed_by: z.string().nullable().meta({
      description: 'Who asked to publish it, while a second person has not agreed',
    }),
    would_raise: WouldRaiseView.nullable().meta({
      description: 'Null where nothing is left to publish: it is published or retired',
    }),
  })
  .meta({ id: 'RulePublicationPreview' })

const why = {
  reason: Passage.meta({ description: 'Why; recorded', examples: ['agreed on 1 March'] }),
}

export const RuleStepTakenView = z
  .object({
    rule_id: z.string(),
    rule_version: z.int(),
    state: RuleStateView,
    content_hash: z.string(),
    position: z.int().nullable().meta({
      description:
        'Where in the log it was written; null when it had been so before and nothing was written',
    }),
    would_raise: WouldRaiseView.nullable().meta({
      description: 'Of a publication; null for other steps, and where it was published',
    }),
  })
  .meta({
    id: 'RuleStepTaken',
    description: 'Where a rule version is now. Lists show it as soon as the log is read that far',
  })

const Step = z.strictObject(why).meta({ id: 'RuleStepOrder' })
const version = z.strictObject({ rule_id: RuleIdParam, version: VersionParam })

interface AskedStep {
  readonly params: z.infer<typeof version>
  readonly body: z.infer<typeof Step>
  readonly principal: Principal
}

/**
 * What people do with rules: recorded is who signed in. Bodies are JSON, also around the YAML: why
 * has no place in an address.
 */
export const ruleLifeRoutes: FastifyPluginAsyncZod<RuleLifeRoutesOptions> = async (
  app,
  { log, warehouse, now },
) => {
  app.post(
    '/v1/rules',
    {
      schema: {
        tags: ['rules'],
        summary: 'Draft a rule 起草规则',
        description:
          'Checks the text and runs its tests; a refusal names every path. The text of a ' +
          'draft is replaced, that of an evaluated version is locked.',
        body: z
          .strictObject({
            text: z
              .string()
              .min(1)
              .max(YAML_CHARACTERS_MAX)
              .meta({ description: 'The rule as YAML' }),
            ...why,
          })
          .meta({ id: 'RuleDraftOrder' }),
        response: { 200: RuleStepTakenView, ...problems(400, 409, 413, 415, 422, 500, 503) },
      },
    },
    async ({ body, principal: { actor } }) => draftRule(log, { ...body, actor }, now()),
  )

  const refusals = problems(400, 404, 409, 415, 422, 500, 503)

  app.post(
    '/v1/rules/:rule_id/versions/:version/shadow',
    {
      schema: {
        tags: ['rules'],
        summary: 'Run a drafted version in shadow 试运行规则',
        description:
          'From the next boundary on its warnings are kept at /v1/shadow-warnings. They ' +
          'never become alerts.',
        params: version,
        body: Step,
        response: { 200: RuleStepTakenView, ...refusals },
      },
    },
    async (request) => takeRuleStep(log, { type: 'ShadowRule', data: stepOf(request) }, now()),
  )

  app.post(
    '/v1/rules/:rule_id/versions/:version/publish',
    {
      schema: {
        tags: ['rules'],
        summary: 'Publish a version 发布规则',
        description:
          'From the next boundary on its warnings are raised and become alerts. A shadow of ' +
          'it ends. The answer says how many alerts it raises; over the limit of the rule it is ' +
          'only proposed, and another person publishes it.',
        params: version,
        body: z
          .strictObject({
            ...why,
            retire_previous: z
              .boolean()
              .default(false)
              .meta({ description: 'Retire the published versions with lower numbers with it' }),
          })
          .meta({ id: 'RulePublishOrder' }),
        response: { 200: RuleStepTakenView, ...refusals },
      },
    },
    async (request) => {
      const { retire_previous } = request.body
      const command = { type: 'PublishRule', data: stepOf(request), retire_previous } as const
      return takeRuleStep(log, command, now(), impactIn(askedBy(request, warehouse)))
    },
  )

  app.get(
    '/v1/rules/:rule_id/versions/:version/publish/preview',
    {
      schema: {
        tags: ['rules'],
        summary: 'What publishing a version would raise 发布影响预览',
        description: 'As publishing it says. Nothing is published, and nothing is proposed.',
        params: version,
        response: { 200: PublicationPreviewView, ...problems(400, 404, 422, 500, 503) },
      },
    },
    async (request) => {
      const { rule_id, version: rule_version } = request.params
      const { actor } = request.principal
      const asked = { rule_id, rule_version, actor }
      return publicationPreview(log, asked, impactIn(askedBy(request, warehouse)))
    },
  )

  app.post(
    '/v1/rules/:rule_id/versions/:version/retire',
    {
      schema: {
        tags: ['rules'],
        summary: 'Retire a version 停用规则',
        description:
          'It is no longer evaluated. Its warnings stay as they are, marked; open alerts ' +
          'stay with people.',
        params: version,
        body: Step,
        response: { 200: RuleStepTakenView, ...refusals },
      },
    },
    async (request) => takeRuleStep(log, { type: 'RetireRule', data: stepOf(request) }, now()),
  )
}

function impactIn(asking: Warehouse): PublicationQuestion {
  return async (rule) =>
    publicationImpact(asking, rule, {
      clock: await clockOfLog(asking),
      ...(await everStated(asking)),
    })
}

function stepOf({ params, body, principal }: AskedStep): RuleStep {
  const { rule_id, version: rule_version } = params
  return { rule_id, rule_version, actor: principal.actor, reason: body.reason }
}
