import { Gauge } from 'prom-client'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { runWithLease, type LeaseRole, type WhileActive } from '#/lifecycle/lease.ts'
import type { ServiceContext } from '#/composition/run-service.ts'

export interface StandbyWork {
  /** `projector`. */
  readonly name: string
  /** The checkpoints that the work saves. */
  readonly fenced: readonly string[]
}

export interface Standby {
  readonly role: () => LeaseRole
  /** Runs the work whenever this process holds the lease. */
  readonly whileActive: WhileActive
}

/** A process of which several may run and one works. Its role is logged and counted. */
export function standingBy(
  { logger, metrics, owner }: ServiceContext<unknown>,
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
    whileActive: (signal, work) =>
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
          onRecoverableError: (error) => logger.warn({ err: error }, 'lease'),
        },
        work,
      ),
  }
}
