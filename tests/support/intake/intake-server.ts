import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { LOCAL_ADMINISTRATOR, type Principal } from '@jianwei/services/access/principal.ts'
import { answerInLanguage } from '@jianwei/services/http/answer-language.ts'
import { authenticateRequests } from '@jianwei/services/http/authentication.ts'
import { noticeLeaving } from '@jianwei/services/http/client-gone.ts'
import { maskAnswers } from '@jianwei/services/http/masked-answers.ts'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { groupSender } from '@jianwei/services/composition/group-exports.ts'
import { quarantineExportRoutes } from '@jianwei/services/intake/http/quarantine-export-routes.ts'
import { ExportSender } from '@jianwei/services/server/exports/send-export.ts'
import { mappingFinder, SHIPPED_MAPPINGS } from '@jianwei/services/intake/mapping/mapping-files.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { intakeRoutes, type IntakeRouteOptions } from '@jianwei/services/intake/routes.ts'
import { filesOver } from '#/support/intake/file-routes.ts'
import { startRunning } from '@jianwei/services/lifecycle/running.ts'
import { scopeOfGrants } from '@jianwei/services/access/scope.ts'

export interface IntakeServer extends OpenIntake {
  readonly app: FastifyInstance
  /** What the routes logged as errors. */
  readonly logged: readonly object[]
}

/**
 * Intake's routes over a real log in the folder. Not listening: `app.inject`, or `app.listen` for
 * streams.
 */
export async function intakeServer(
  folder: string,
  mappingNamed: (name: string) => Mapping | undefined = mappingFinder([SHIPPED_MAPPINGS]),
  principal: Principal | (() => Principal) = LOCAL_ADMINISTRATOR,
  /** What is read here is nobody's, unless a test says otherwise. */
  auditOf: (opened: OpenIntake) => IntakeRouteOptions['audit'] = () => ({
    reading: async () => {},
  }),
): Promise<IntakeServer> {
  const opened = openIntake({ log_path: join(folder, 'log.db') })
  const logged: object[] = []
  const app = fastify()
  authenticateRequests(app, async () => (typeof principal === 'function' ? principal() : principal))
  // As the table of permissions has it for whoever may ask these routes.
  app.decorateRequest('asker')
  app.decorateRequest('scope')
  app.addHook('onRequest', async (request) => {
    const { grants } = request.principal
    request.asker = { grants, purpose: 'look_up' }
    request.scope = scopeOfGrants(grants)
  })
  noticeLeaving(app)
  maskAnswers(app)
  answerInLanguage(app)
  const audit = auditOf(opened)
  const files = filesOver(opened, folder, { audit, onError: (fields) => logged.push(fields) })
  const named = (name: string) => mappingNamed(name) ?? files.mappings.named(name)
  const running = startRunning(new AbortController().signal, files.everything)
  await app.register(quarantineExportRoutes, {
    ...opened,
    mappingNamed: named,
    logger: { debug() {}, error: (fields: object) => logged.push(fields) },
    sendGroup: groupSender(
      new ExportSender({
        ...opened,
        logger: { debug() {}, info() {}, error: (fields: object) => logged.push(fields) },
      }),
    ),
  })
  await app.register(intakeRoutes, {
    ...opened,
    redrive: createRedrive({ ...opened, mappingNamed: named }),
    mappingNamed: named,
    audit,
    files: files.routes,
    logger: { debug: () => {}, error: (fields: object) => logged.push(fields) },
  })
  return {
    ...opened,
    app,
    logged,
    async [Symbol.asyncDispose]() {
      await app.close()
      await running[Symbol.asyncDispose]()
      await opened[Symbol.asyncDispose]()
    },
  }
}

export interface TemporaryFolder extends Disposable {
  readonly path: string
}

export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'jianwei-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export async function eventsOf(log: EventLog): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  const { signal } = new AbortController()
  for await (const batch of log.follow('start', {
    signal,
    batch_events_max: 5_000,
    until: 'head',
  })) {
    events.push(...batch.events)
  }
  return events
}

/** Counts by name, in the order of the names. */
export function countsBy<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of items.map(nameOf).sort()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
