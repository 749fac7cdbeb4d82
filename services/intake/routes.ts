import type { FastifyPluginAsync } from 'fastify'
import { serializerCompiler, validatorCompiler } from '@fastify/type-provider-zod'
import { answerErrors } from '#/http/error-answers.ts'
import { eventIntakeRoutes, type EventIntakeOptions } from '#/intake/http/event-routes.ts'
import type { FileRouteOptions } from '#/intake/http/file-parts.ts'
import { importOrderRoutes } from '#/intake/http/import-order-routes.ts'
import { importRoutes } from '#/intake/http/import-routes.ts'
import { mappingRoutes } from '#/intake/http/mapping-routes.ts'
import { mappingTrialRoutes } from '#/intake/http/mapping-trial-routes.ts'
import { publicIntakeRoutes, type PublicIntakeOptions } from '#/intake/http/public-routes.ts'
import {
  quarantineGroupRoutes,
  type QuarantineGroupOptions,
} from '#/intake/http/quarantine-group-routes.ts'
import {
  quarantineOrderRoutes,
  type QuarantineOrderOptions,
} from '#/intake/http/quarantine-order-routes.ts'
import { quarantineRoutes, type QuarantineRouteOptions } from '#/intake/http/quarantine-routes.ts'
import { intakeRefusal } from '#/intake/http/refusals.ts'
import { uploadRoutes } from '#/intake/http/upload-routes.ts'

export type IntakeRouteOptions = EventIntakeOptions &
  QuarantineRouteOptions &
  QuarantineGroupOptions &
  QuarantineOrderOptions &
  PublicIntakeOptions &
  FileRouteOptions

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
  await app.register(quarantineGroupRoutes, options)
  await app.register(quarantineOrderRoutes, options)
  await app.register(publicIntakeRoutes, options)
  await app.register(uploadRoutes, options)
  await app.register(mappingRoutes, options)
  await app.register(mappingTrialRoutes, options)
  await app.register(importOrderRoutes, options)
  await app.register(importRoutes, options)
}
