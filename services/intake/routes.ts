import type { FastifyPluginAsync } from 'fastify'
import { serializerCompiler, validatorCompiler } from '@fastify/type-provider-zod'
import { answerIntakeErrors } from '#/intake/http/error-answers.ts'
import { eventRoutes, type EventRouteOptions } from '#/intake/http/event-routes.ts'
import { quarantineRoutes, type QuarantineRouteOptions } from '#/intake/http/quarantine-routes.ts'

export type IntakeRouteOptions = EventRouteOptions & QuarantineRouteOptions

/**
 * Everything that departments' systems call, as a fastify plugin with its own body parsers and error answers. A stream may
 * take hours: the server that registers it must set no limit on the length of a request (`requestTimeout: 0`).
 */
export const intakeRoutes: FastifyPluginAsync<IntakeRouteOptions> = async (app, options) => {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerIntakeErrors(app, options.logger)
  await app.register(eventRoutes, options)
  await app.register(quarantineRoutes, options)
}
