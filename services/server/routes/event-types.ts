import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { catalogue, definitionOf, latestVersion } from '@jianwei/events/catalogue.ts'
import type { EventDefinition } from '@jianwei/events/define-event.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { EventTypeView, eventTypeView, TypeName } from '#/server/views/event-type-view.ts'
import { Title } from '#/server/views/vocabulary.ts'

const Role = z.enum(['fact', 'amendment', 'record']).meta({
  description: 'Reported by departments; corrects or retracts such a fact; written by the platform',
})

export const EventTypesView = z
  .object({
    items: z.array(
      z.object({
        type: TypeName,
        role: Role,
        version: z.int().meta({ description: 'The newest 最新版本', examples: [1] }),
        title: Title.meta({ description: 'What people call it 名称' }),
        meaning: Title.meta({ description: 'In a sentence 含义' }),
      }),
    ),
  })
  .meta({ id: 'EventTypes', description: 'What can happen, and what it is called 事件类型' })

/** Each type as its latest version is called, in the order of the catalogue. */
const TYPES = catalogue
  .filter(({ type, schema_version }) => latestVersion(type) === schema_version)
  .map(({ type, role, schema_version, title, meaning }) => ({
    type,
    role,
    version: schema_version,
    title,
    meaning,
  }))

/** The names of event types, and what each of them holds. */
export const eventTypeRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/v1/event-types',
    {
      schema: {
        tags: ['facts'],
        summary: 'The types of events and what they are called 事件类型',
        querystring: z.strictObject({ role: Role.optional() }),
        response: { 200: EventTypesView, ...problems(400, 500) },
      },
    },
    async ({ query: { role } }) => ({
      items: TYPES.filter((one) => role === undefined || one.role === role),
    }),
  )

  app.get(
    '/v1/event-types/:type',
    {
      // What the examples say of people is about nobody.
      config: { made_up: true },
      schema: {
        tags: ['facts'],
        summary: 'A type of events: its fields, schema and examples 事件类型详情',
        description:
          'Titles and descriptions of all fields of facts are in both languages. The examples ' +
          'can be sent to `POST /v1/events` as they are.',
        params: z.strictObject({
          type: TypeName.max(100).meta({ description: 'Of the catalogue 类型' }),
        }),
        querystring: z.strictObject({
          version: z.coerce.number().int().min(1).optional().meta({
            description: 'The newest if not said 版本',
          }),
        }),
        response: { 200: EventTypeView, ...problems(400, 404, 500) },
      },
    },
    async ({ params: { type }, query: { version } }) =>
      eventTypeView(knownDefinition(type, version)),
  )
}

function knownDefinition(type: string, version: number | undefined): EventDefinition {
  const latest = latestVersion(type)
  if (latest === undefined)
    throw new RequestRefused('EVENT_TYPE_UNKNOWN', 'GET /v1/event-types lists all types')
  const definition = definitionOf(type, version ?? latest)
  if (definition === undefined)
    throw new RequestRefused('EVENT_TYPE_UNKNOWN', `the type has the versions 1 to ${latest}`)
  return definition
}
