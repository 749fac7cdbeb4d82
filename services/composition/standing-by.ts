import { Gauge } from 'prom-client'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { runWithLease, type LeaseRole, type Tenure } from '#/lease.ts'
import type { ServiceContext } from '#/composition/run-service.ts'

export interface StandbyWork {
  /** `projector`. */
  readonly name: string
  /** The checkpoints that the work saves. */
  readonly fenced: readonly string[]
}

export interface Standby {
  readonly role: () => LeaseRole
  /** Runs the work whenever this process holds the lease, until the process stops. */
  run(work: (tenure: Tenure) => Promise<void>): Promise<void>
}

/** A process of which several may run and one works. Its role is logged and counted. */
export function standingBy(
  { logger, metrics, owner, signal }: ServiceContext<unknown>,
  checkpoints: CheckpointStore,
  { name, fenced }: StandbyWork,
): Standby {
  let role: LeaseRole = 'standby'
  const gauge = new Gauge({
    name: 'jianwei_active',
    help: '1 while this process does the work, 0 while it stands by',
    labelNames: ['work'],
    registers: [metrics],
  })
  gauge.set({ work: name }, 0)
  return {
    role: () => role,
    run: (work) =>
      runWithLease(
        {
          checkpoints,
          name,
          fenced,
          owner,
          signal,
          onRole: (now) => {
            role = now
            gauge.set({ work: name }, now === 'active' ? 1 : 0)
            logger.info({ role: now }, 'role')
          },
          onSetback: (error) => logger.warn({ err: error }, 'lease'),
        },
        work,
      ),
  }
}
