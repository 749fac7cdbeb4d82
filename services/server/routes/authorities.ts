import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import {
  AUTHORITY_SOURCES_MAX,
  AuthorityAttribute,
  AuthoritySource,
  PARTICULARS_OF,
} from '@jianwei/events/authority/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { Passage, Words } from '@jianwei/events/vocabulary.ts'
import {
  setAuthority,
  settingsInLog,
  type SetSetting,
} from '#/authorities/attribute-authorities.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import { problems } from '#/http/problem.ts'
import { Time } from '#/server/views/vocabulary.ts'

export interface AuthorityRoutesOptions {
  readonly log: EventLog
  readonly now: () => Instant
}

/** More were set, and are told by their number. */
const EARLIER_SHOWN_MAX = 50

const sources = z
  .array(AuthoritySource)
  .max(AUTHORITY_SOURCES_MAX)
  .meta({
    description:
      'The highest first; an entry with `regions` is about facts that name a place in one of ' +
      'them. Empty: whoever said it last decides 来源顺序',
  })
const law = Words.meta({ description: 'The rule or agreement that says so 依据' })

const SettingView = z
  .object({
    version: z.int().meta({ description: '0 before the first. Send it as If-Match' }),
    sources,
    actor: z.string().nullable(),
    reason: z.string().nullable(),
    law: z.string().nullable(),
    set_at: Time.nullable(),
    position: z.int().nullable().meta({ description: 'Where in the log it was set' }),
  })
  .meta({ id: 'AuthoritySetting', description: 'Which sources decide an attribute 权威来源设定' })

const AuthorityView = SettingView.extend({
  attribute: AuthorityAttribute,
  particulars: z
    .array(z.string())
    .meta({ description: 'What of a subject it decides', examples: [['address_registered']] }),
  earlier: z.array(SettingView).meta({ description: 'What was set before, the newest first' }),
  more_earlier: z.int().meta({ description: 'How many more there are than are shown' }),
}).meta({ id: 'AttributeAuthority' })

/** Which sources decide what of subjects. */
export const authorityRoutes: FastifyPluginAsyncZod<AuthorityRoutesOptions> = async (
  app,
  { log, now },
) => {
  app.get(
    '/v1/authorities',
    {
      schema: {
        tags: ['sources'],
        summary: 'Which sources decide name, address, state and industry 一数一源',
        description:
          'Of each attribute the order that holds, and what held before. Where none was set, ' +
          'whoever said it last decides.',
        response: {
          200: z.object({ items: z.array(AuthorityView) }).meta({ id: 'AttributeAuthorities' }),
          ...problems(400, 500, 503),
        },
      },
    },
    async () => {
      const settings = await settingsInLog(log)
      return { items: [...settings].map(([attribute, of]) => authorityView(attribute, of)) }
    },
  )

  app.post(
    '/v1/authorities',
    {
      schema: {
        tags: ['sources'],
        summary: 'Say which sources decide an attribute 设定权威来源',
        description:
          'The whole order, over the version that was seen (If-Match, "0" before the first). It ' +
          'holds from its place in the log on: what is judged as known before goes by the order ' +
          'before.',
        headers: z.looseObject({
          ...keyHeaders,
          'if-match': z
            .string()
            .regex(/^"?\d{1,9}"?$/, 'expected a version, such as "3"')
            .meta({ description: 'The version that was seen' }),
        }),
        body: z
          .strictObject({
            attribute: AuthorityAttribute,
            sources,
            reason: Passage.meta({ description: 'Why; recorded 理由' }),
            law: law.optional(),
          })
          .meta({ id: 'AuthorityOrder' }),
        response: {
          200: z
            .object({ attribute: AuthorityAttribute, version: z.int() })
            .meta({ id: 'AuthoritySet' }),
          ...problems(400, 409, 413, 415, 422, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { actor } = request.principal
      const seen = Number(request.headers['if-match'].replaceAll('"', ''))
      return answerOnce(request, reply, { log, now }, async () => {
        const data = { ...request.body, actor }
        const { attribute, version } = await setAuthority(
          log,
          { type: 'SetAuthority', data, seen },
          now(),
        )
        return { attribute, version }
      })
    },
  )
}

function authorityView(attribute: AuthorityAttribute, settings: readonly SetSetting[]) {
  const [present, ...earlier] = settings.toReversed()
  return {
    attribute,
    particulars: [...PARTICULARS_OF[attribute]],
    ...settingView(present),
    earlier: earlier.slice(0, EARLIER_SHOWN_MAX).map(settingView),
    more_earlier: Math.max(0, earlier.length - EARLIER_SHOWN_MAX),
  }
}

function settingView(setting: SetSetting | undefined) {
  return {
    version: setting?.version ?? 0,
    sources: [...(setting?.sources ?? [])],
    actor: setting?.actor ?? null,
    reason: setting?.reason ?? null,
    law: setting?.law ?? null,
    set_at: setting?.recorded_at ?? null,
    position: setting?.position ?? null,
  }
}
