import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { RULE_TESTS_MAX } from '@jianwei/projections/rules/language/rule-header.ts'
import { problems } from '#/http/problem.ts'
import { checkRule } from '#/rules/check-rule.ts'
import { RuleCheckView, ruleCheckView } from '#/server/views/rule-check-view.ts'
import { YAML_CHARACTERS_MAX } from '#/text-reading/yaml-text.ts'
import { TEXT_READING_MS_MAX } from '#/text-reading/text-reader.ts'

export interface RuleCheckRoutesOptions {
  readonly log: EventLog
}

/** For an editor that checks while somebody types. */
export const ruleCheckRoutes: FastifyPluginAsyncZod<RuleCheckRoutesOptions> = async (
  app,
  { log },
) => {
  app.post(
    '/v1/rules/check',
    {
      schema: {
        tags: ['rules'],
        summary: "Check a rule's text 检查规则文本",
        description:
          'Reads the text and runs its tests as drafting does, and stores nothing. What is wrong ' +
          `with it is in the answer, with its place. A text has at most ${YAML_CHARACTERS_MAX} ` +
          `characters and ${RULE_TESTS_MAX} tests; reading it is stopped after ` +
          `${TEXT_READING_MS_MAX / 1_000} seconds of work. Texts are read one after another: ` +
          'where too many wait, the answer is 503 TEXTS_BUSY.',
        body: z
          .strictObject({
            text: z
              .string()
              .min(1)
              .max(YAML_CHARACTERS_MAX)
              .meta({ description: 'The rule as YAML' }),
          })
          .meta({ id: 'RuleCheckOrder' }),
        response: { 200: RuleCheckView, ...problems(400, 413, 415, 500, 503) },
      },
    },
    async ({ body }) => ruleCheckView(await checkRule(log, body.text)),
  )
}
