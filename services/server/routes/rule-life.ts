import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { Passage, Words } from '@jianwei/events/vocabulary.ts'
import { draftRule, takeRuleStep } from '#/rule-steps.ts'
import { RuleIdParam, VersionParam } from '#/server/parameters.ts'
import { problems } from '#/server/problem.ts'
import { RuleStateView } from '#/server/views/rule-view.ts'
import { YAML_CHARACTERS_MAX } from '#/yaml-text.ts'

export interface RuleLifeRoutesOptions {
  readonly log: EventLog
  readonly now: () => Instant
}

const who = {
  actor: Words.meta({ description: 'Who asks for it; recorded', examples: ['market-bureau:chen'] }),
  reason: Passage.meta({ description: 'Why; recorded', examples: ['agreed on 1 March'] }),
}

const StepTaken = z
  .object({
    rule_id: z.string(),
    rule_version: z.int(),
    state: RuleStateView,
    content_hash: z.string(),
    position: z.int().nullable().meta({
      description: 'Where in the log it was written; null when it had been so before and nothing was written',
    }),
  })
  .meta({
    id: 'RuleStepTaken',
    description: 'Where a rule version is now. Lists show it as soon as the log is read that far',
  })

const Step = z.strictObject(who).meta({ id: 'RuleStepOrder' })
const version = z.strictObject({ rule_id: RuleIdParam, version: VersionParam })

/** What people do with rules. Bodies are JSON, also around the YAML: a name of a person has no place in an address. */
export const ruleLifeRoutes: FastifyPluginAsyncZod<RuleLifeRoutesOptions> = async (app, { log, now }) => {
  app.post(
    '/v1/rules',
    {
      schema: {
        tags: ['rules'],
        summary: 'Draft a rule 起草规则',
        description:
          'Checks the text and runs its tests; a refusal names every place. The text of a draft is replaced, that of an evaluated version is locked.',
        body: z
          .strictObject({
            text: z.string().min(1).max(YAML_CHARACTERS_MAX).meta({ description: 'The rule as YAML' }),
            ...who,
          })
          .meta({ id: 'RuleDraftOrder' }),
        response: { 200: StepTaken, ...problems(400, 409, 413, 415, 422, 500, 503) },
      },
    },
    async ({ body }) => draftRule(log, body, now()),
  )

  const refusals = problems(400, 404, 409, 415, 422, 500, 503)

  app.post(
    '/v1/rules/:rule_id/versions/:version/shadow',
    {
      schema: {
        tags: ['rules'],
        summary: 'Run a drafted version in shadow 试运行规则',
        description:
          'From the next boundary on its warnings are kept at /v1/shadow-warnings. They never become alerts.',
        params: version,
        body: Step,
        response: { 200: StepTaken, ...refusals },
      },
    },
    async ({ params, body }) => takeRuleStep(log, { type: 'ShadowRule', data: { ...named(params), ...body } }, now()),
  )

  app.post(
    '/v1/rules/:rule_id/versions/:version/publish',
    {
      schema: {
        tags: ['rules'],
        summary: 'Publish a version 发布规则',
        description: 'From the next boundary on its warnings are raised and become alerts. A shadow of it ends.',
        params: version,
        body: z
          .strictObject({
            ...who,
            retire_previous: z
              .boolean()
              .default(false)
              .meta({ description: 'Retire the published versions with lower numbers with it' }),
          })
          .meta({ id: 'RulePublishOrder' }),
        response: { 200: StepTaken, ...refusals },
      },
    },
    async ({ params, body: { retire_previous, ...body } }) =>
      takeRuleStep(log, { type: 'PublishRule', data: { ...named(params), ...body }, retire_previous }, now()),
  )

  app.post(
    '/v1/rules/:rule_id/versions/:version/retire',
    {
      schema: {
        tags: ['rules'],
        summary: 'Retire a version 停用规则',
        description: 'It is no longer evaluated. Its warnings stay as they are, marked; open alerts stay with people.',
        params: version,
        body: Step,
        response: { 200: StepTaken, ...refusals },
      },
    },
    async ({ params, body }) => takeRuleStep(log, { type: 'RetireRule', data: { ...named(params), ...body } }, now()),
  )
}

function named(params: z.infer<typeof version>): { readonly rule_id: string; readonly rule_version: number } {
  return { rule_id: params.rule_id, rule_version: params.version }
}
