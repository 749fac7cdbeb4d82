import type { FastifyInstance } from 'fastify'
import { ANONYMOUS } from '#/access/principal.ts'
import type { ClockView } from '#/http/clock-view.ts'
import { answerHealth, type Readiness } from '#/http/health.ts'
import { httpApp, type HttpAppOptions } from '#/http/http-app.ts'
import type { LogWritability } from '#/http/log-writability.ts'
import { metricsRoutes } from '#/http/metrics-route.ts'
import type { LeaseRole } from '#/lifecycle/lease.ts'
import type { Loops } from '#/lifecycle/loops.ts'
import type { LoopState } from '#/lifecycle/supervise.ts'

export interface OperationsOptions extends Omit<HttpAppOptions, 'hosts' | 'authenticate'> {
  /** Of a process that others send to. Default: nobody is known, and open routes are all it has. */
  readonly authenticate?: HttpAppOptions['authenticate']
  /** The process is ready while none of them fails, or while it stands by. */
  readonly loops: Pick<Loops, 'states'>
  /** Null for a process that never stands by. */
  readonly role?: () => LeaseRole | null
  /** Of a process that writes what others send. Default: nobody asks. */
  readonly writes?: LogWritability
  /** Default: any, because probes and scrapers call it by its address. */
  readonly hosts?: HttpAppOptions['hosts']
  /**
   * What it says of its work beside, and whether that is in order. Where it is not, the status is
   * impaired and the process ready all the same: another one in its place would find the same.
   */
  readonly work?: () => WorkHealth
  /** How the process stands with the time, where it writes to the log. */
  readonly time?: () => ClockView
}

export interface WorkHealth {
  readonly in_order: boolean
  readonly says: Readonly<Record<string, unknown>>
}

const NOTHING_BESIDE: WorkHealth = { in_order: true, says: {} }

/** A loop that was told to stop belongs to another process now; one that fails says so. */
function isWell({ state }: { readonly state: LoopState }): boolean {
  return state === 'running' || state === 'stopped'
}

/**
 * What those who operate a process ask it: `/health/live`, `/health/ready`, `/metrics`. Not
 * listening yet.
 */
export function operationsApp(options: OperationsOptions): FastifyInstance {
  const {
    metrics,
    loops,
    authenticate = async () => ANONYMOUS,
    role = () => null,
    writes,
    hosts = 'any',
    work = () => NOTHING_BESIDE,
    time,
  } = options
  const app = httpApp({ ...options, authenticate, hosts })
  const readiness = async (): Promise<Readiness> => {
    const states = Object.entries(loops.states()).map(([name, state]) => ({ name, state }))
    const log_takes_events = writes === undefined || (await writes.canWrite())
    const ready = log_takes_events && (role() === 'standby' || states.every(isWell))
    const { in_order, says } = work()
    const whenReady = in_order ? 'ready' : 'impaired'
    const status = ready ? whenReady : 'starting'
    const problem = writes?.problem() ?? null
    const problems = problem === null ? [] : [problem]
    const of = { role: role(), loops: states, log_takes_events, problems }
    return { ready, says: { status, ...of, ...says } }
  }
  answerHealth(app, { logger: options.logger, readiness, time })
  app.register(metricsRoutes, { metrics })
  return app
}
