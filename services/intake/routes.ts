import type { FastifyPluginAsync } from 'fastify'
import { serializerCompiler, validatorCompiler } from '@fastify/type-provider-zod'
import { answerErrors } from '#/http/error-answers.ts'
import { eventIntakeRoutes, type EventIntakeOptions } from '#/intake/http/event-routes.ts'
import { publicIntakeRoutes, type PublicIntakeOptions } from '#/intake/http/public-routes.ts'
import { quarantineRoutes, type QuarantineRouteOptions } from '#/intake/http/quarantine-routes.ts'
import { intakeRefusal } from '#/intake/http/refusals.ts'

export type IntakeRouteOptions = EventIntakeOptions & QuarantineRouteOptions & PublicIntakeOptions

/**
 * Everything that departments' systems call, as a fastify plugin with its own body parsers and
 * error answers. A stream may take hours: the server that registers it must set no limit on the
 * length of a request (`requestTimeout: 0`).
 */
export const intakeRoutes: FastifyPluginAsync<IntakeRouteOptions> = async (app, options) => {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerErrors(app, options.logger, intakeRefusal)
  await app.register(eventIntakeRoutes, options)
  await app.register(quarantineRoutes, options)
  await app.register(publicIntakeRoutes, options)
}
