import type { FastifyInstance } from 'fastify'
import { type Registry, Counter } from 'prom-client'
import type { Instant } from '@jianwei/events/instant.ts'
import { NO_TRACING, type Tracing } from '@jianwei/events/ports/tracing.ts'
import type { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import type { Logger } from '@jianwei/infra/runtime/logger.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { groupSender } from '#/composition/group-exports.ts'
import { busIntakeLoop } from '#/composition/bus-loops.ts'
import type { LogStores } from '#/composition/open-log.ts'
import { openUploads } from '#/composition/open-uploads.ts'
import { WriteProbe } from '#/composition/write-probe.ts'
import type { LogWritability } from '#/http/log-writability.ts'
import type { BoundPrefix } from '#/intake/department-topics.ts'
import { fileIntake } from '#/intake/file-intake.ts'
import { quarantineExportRoutes } from '#/intake/http/quarantine-export-routes.ts'
import { createIntake, type Intake, type IntakeCounts } from '#/intake/intake.ts'
import { keepCarryingOut } from '#/intake/quarantine-orders.ts'
import { createRedrive } from '#/intake/redrive.ts'
import { keepTellingRefusalCounts } from '#/intake/refusal-counts.ts'
import { intakeRoutes } from '#/intake/routes.ts'
import type { WhileActive } from '#/lifecycle/lease.ts'
import type { Loops } from '#/lifecycle/loops.ts'
import { startRunning, type Running } from '#/lifecycle/running.ts'
import { ExportSender } from '#/server/exports/send-export.ts'
import { together } from '#/lifecycle/together.ts'
import type { BusSettings } from '#/settings/bus-settings.ts'
import type { RefusedKept } from '#/settings/settings.ts'
import type { UploadSettings } from '#/settings/upload-settings.ts'
import { loggedReasons } from '#/intake/logged-reasons.ts'
import { tracedIntake } from '#/intake/traced-intake.ts'

export interface IntakeParts extends Pick<
  LogStores,
  'log' | 'quarantine' | 'checkpoints' | 'scratch'
> {
  readonly now: () => Instant
  readonly logger: Logger
  readonly metrics: Registry
  /** Where what is taken is told of. Default: nowhere. */
  readonly tracing?: Tracing
  readonly loops: Loops
  readonly signal: AbortSignal
  /** Null: departments send over HTTP only. */
  readonly bus: { readonly client: KafkaBus; readonly settings: BusSettings } | null
  readonly mappings_dir: string | null
  /** Files that are sent in to be imported. */
  readonly uploads: UploadSettings
  /** Of several intakes over the same log, one carries out what was ordered, and tells numbers. */
  readonly whileActive: WhileActive
  readonly refused_kept: RefusedKept
  /** Who read what was refused. */
  readonly audit: Pick<AuditTrail, 'reading'>
  /** Departments that have topics of their own, as it is now. */
  readonly bound: () => readonly BoundPrefix[]
}

export interface RunningIntake extends Running {
  /** Whether the log takes events; intake tells it what it finds. */
  readonly writes: LogWritability
  /** Puts the routes for departments on an app that is not listening yet. */
  addRoutes(app: FastifyInstance): Promise<void>
}

/** Takes what departments send, over the bus at once and over HTTP where the routes are added. */
export function startIntake(parts: IntakeParts): RunningIntake {
  const { log, quarantine, checkpoints, now, logger, metrics, loops, bus, audit } = parts
  const { tracing = NO_TRACING } = parts
  const writes = new WriteProbe(checkpoints)
  const options = { ...parts, quota: parts.refused_kept, onTaken: countTaken(metrics) }
  const telling = tellingRefusals(writes.watching(createIntake(options)), logger)
  const intake = tracedIntake(telling, tracing)
  const files = fileIntake({ ...parts, intake, uploads: openUploads(parts.uploads, now) })
  const mappingNamed = (name: string) => files.mappings.named(name)
  const redrive = createRedrive({ ...parts, intake, mappingNamed })
  const takeFromBus =
    bus === null
      ? null
      : busIntakeLoop({
          bus: bus.client,
          settings: bus.settings,
          intake,
          now,
          logger,
          metrics,
          tracing,
          bound: parts.bound,
        })
  /** Of several that did it at once, each would find what the other had done half-way. */
  const carryOut = (active: AbortSignal): Promise<void> =>
    together(active, [
      (until) => {
        const tell = () => keepTellingRefusalCounts({ log, quarantine, now }, until)
        return loops.run('refusal counts', tell, until)
      },
      (until) => loops.run('imports', () => files.carryOut(until), until),
      (until) => {
        const orders = () => keepCarryingOut({ ...parts, intake, mappingNamed }, until)
        return loops.run('quarantine orders', orders, until)
      },
    ])
  const running = startRunning(parts.signal, (signal) =>
    together(signal, [
      (until) => files.run(until),
      (until) => {
        const work = () => parts.whileActive(until, (tenure) => carryOut(tenure.signal))
        return loops.run('background work', work, until)
      },
      ...(takeFromBus === null
        ? []
        : [(until: AbortSignal) => loops.run('bus', () => takeFromBus(until), until)]),
    ]),
  )
  return {
    ...running,
    writes,
    async addRoutes(app) {
      await app.register(intakeRoutes, {
        intake,
        log,
        now,
        logger,
        quarantine,
        redrive,
        audit,
        files: files.routes,
        mappingNamed,
      })
      const exports = new ExportSender({ log, now, logger })
      app.addHook('preClose', async () => exports.leave())
      await app.register(quarantineExportRoutes, {
        log,
        now,
        logger,
        quarantine,
        mappingNamed,
        sendGroup: groupSender(exports),
      })
    },
  }
}

interface RefusalLogger {
  debug(fields: object, message: string): void
}

/**
 * The intake that writes a log line for each refused input: where it is kept and why. Never what it
 * says, nor names that nobody knows.
 */
function tellingRefusals(intake: Intake, logger: RefusalLogger): Intake {
  return {
    take: async (inputs) => {
      const results = await intake.take(inputs)
      for (const result of results.flat()) {
        if (result.status !== 'quarantined') continue
        const { quarantine_id, reasons } = result
        logger.debug({ quarantine_id, reasons: loggedReasons(reasons) }, 'input refused')
      }
      return results
    },
  }
}

/** Registers what intake decided, by outcome. Give the result to `createIntake` as `onTaken`. */
function countTaken(registry: Registry): (counts: IntakeCounts) => void {
  const counter = new Counter({
    name: 'jianwei_intake_results_total',
    help:
      'Events accepted, corrections made of changed records, events that were duplicates, ' +
      'inputs quarantined, and inputs refused beyond the quota',
    labelNames: ['status'],
    registers: [registry],
  })
  return ({ accepted, duplicate, corrected, quarantined, counted }) => {
    counter.inc({ status: 'accepted' }, accepted)
    counter.inc({ status: 'duplicate' }, duplicate)
    counter.inc({ status: 'corrected' }, corrected)
    counter.inc({ status: 'quarantined' }, quarantined)
    counter.inc({ status: 'counted' }, counted)
  }
}
