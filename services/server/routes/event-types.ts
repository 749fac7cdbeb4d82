import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { catalogue, latestVersion } from '@jianwei/events/catalogue.ts'
import { problems } from '#/http/problem.ts'
import { Title } from '#/server/views/vocabulary.ts'

export const EventTypesView = z
  .object({
    items: z.array(
      z.object({
        type: z.string().meta({ examples: ['PenaltyDecided'] }),
        role: z.enum(['fact', 'amendment', 'record']).meta({
          description:
            'Reported by departments; corrects or retracts such a fact; written by the platform',
        }),
        title: Title.meta({ description: 'What people call it 名称' }),
        meaning: Title.meta({ description: 'In a sentence 含义' }),
      }),
    ),
  })
  .meta({ id: 'EventTypes', description: 'What can happen, and what it is called 事件类型' })

/** Each type as its latest version is called, in the order of the catalogue. */
const TYPES = catalogue
  .filter(({ type, schema_version }) => latestVersion(type) === schema_version)
  .map(({ type, role, title, meaning }) => ({ type, role, title, meaning }))

/** The names of event types, for whoever shows events to people. */
export const eventTypeRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/v1/event-types',
    {
      schema: {
        tags: ['facts'],
        summary: 'The types of events and what they are called 事件类型',
        response: { 200: EventTypesView, ...problems(500) },
      },
    },
    async () => ({ items: TYPES }),
  )
}
