import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { CheckpointConflict, DomainError, EventUnreadable } from '@jianwei/events/errors.ts'
import type { CheckpointStore, StoredCheckpoint } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'

/*
 * Of several processes with the same work one does it and the others stand by:
 *
 *  1. Stand by. The lease is a record that its holder renews. Who sees it stand still for too long,
 *     by its own clock, takes it.
 *  2. Take over. The checkpoints of the work are saved anew as they are, which moves their
 *     versions: whatever the old holder still saves is refused.
 *  3. Hold. The work runs while the lease is renewed. When somebody else has it, or it could not be
 *     renewed in time, the work is stopped and the process stands by again.
 *
 * The lease decides who works; it is the versions of the checkpoints that keep two from doing harm.
 * Clocks are never compared.
 */

/** A holder that is stopped gives the lease back; one that is killed is missed after `STALE_MS`. */
const RENEW_MS = 2_000
const LOOK_MS = 500
const STALE_MS = 6_000
/** A holder that could not renew for so long stops before another one begins. */
const TRUSTED_MS = 4_500

export interface LeaseOptions {
  readonly checkpoints: CheckpointStore
  /** The work: `projector`. */
  readonly name: string
  /** The checkpoints that the work saves. */
  readonly fenced: readonly string[]
  /** This process, different from all others. */
  readonly owner: string
  readonly signal: AbortSignal
  readonly onRole: (role: LeaseRole) => void
  /** Told why the lease was lost, or that it could not be read. */
  readonly onRecoverableError: (error: DomainError) => void
}

export type LeaseRole = 'standby' | 'active'

/** The time during which this process does the work. */
export interface Tenure {
  /** Aborts at its end, and when the process stops. */
  readonly signal: AbortSignal
  /** Throws LeaseLost when another process may have begun. */
  assertHeld(): void
}

/** Runs the work while this process is the one that does it, until the signal aborts. */
export type WhileActive = (
  signal: AbortSignal,
  work: (tenure: Tenure) => Promise<void>,
) => Promise<void>

/** Of a process beside which no other may do the work: it has the stores for itself. */
export const alwaysActive: WhileActive = (signal, work) => work({ signal, assertHeld: () => {} })

/** Another process may have taken over. Nothing may be written any more. */
export class LeaseLost extends DomainError {
  override readonly name = 'LeaseLost'
  readonly code = 'LEASE_LOST'

  constructor(lease: string, options?: ErrorOptions) {
    super(`${lease} could not be renewed in time or has another holder`, options)
  }
}

export function leaseOf(name: string): string {
  return `lease-${name}`
}

/**
 * Runs the work whenever this process holds the lease. Resolves when the work resolves or the
 * signal aborts; throws what the work throws, except what another holder causes: then it stands by
 * again.
 */
export async function runWithLease(
  options: LeaseOptions,
  work: (tenure: Tenure) => Promise<void>,
): Promise<void> {
  while (!options.signal.aborted) {
    options.onRole('standby')
    const version = await taken(options)
    if (version === undefined) return
    options.onRole('active')
    if ((await held(options, version, work)) === 'ended') return
  }
}

/** A log whose appends are refused as soon as another process may have begun. */
export function logDuring(tenure: Tenure, log: EventLog): EventLog {
  return {
    append(appends) {
      tenure.assertHeld()
      return log.append(appends)
    },
    read: (stream) => log.read(stream),
    amendmentsOf: (factIds) => log.amendmentsOf(factIds),
    find: (eventIds) => log.find(eventIds),
    follow: (after, options) => log.follow(after, options),
    head: () => log.head(),
    placesAt: (positions) => log.placesAt(positions),
    checkpointAt: (position) => log.checkpointAt(position),
    newest: () => log.newest(),
    async [Symbol.asyncDispose]() {},
  }
}

/** The lease's version when it was taken; undefined when the signal aborts. */
async function taken(options: LeaseOptions): Promise<number | undefined> {
  let seen: { readonly version: number | undefined; readonly at: number } | undefined
  while (!options.signal.aborted) {
    try {
      const stored = await options.checkpoints.load(leaseOf(options.name))
      if (seen === undefined || seen.version !== stored?.version)
        seen = { version: stored?.version, at: performance.now() }
      if (isFree(options.name, stored) || performance.now() - seen.at >= STALE_MS) {
        const version = await options.checkpoints.save(
          leaseOf(options.name),
          leaseText(options.owner),
          stored?.version ?? 'absent',
        )
        await fence(options)
        return version
      }
    } catch (error) {
      // Another standby was faster, or the store is away: then nobody can take it.
      const passes =
        error instanceof CheckpointConflict || (error instanceof DomainError && error.retryable)
      if (!passes) throw error
      if (!(error instanceof CheckpointConflict)) options.onRecoverableError(error)
    }
    await sleep(LOOK_MS, undefined, { signal: options.signal }).catch(() => {})
  }
  return undefined
}

async function fence({ checkpoints, fenced }: LeaseOptions): Promise<void> {
  for (const name of fenced) {
    for (;;) {
      const stored = await checkpoints.load(name)
      if (stored === undefined) break
      const saved = await checkpoints.save(name, stored.value, stored.version).catch(conflict)
      if (saved !== 'conflict') break
    }
  }
}

function conflict(error: unknown): 'conflict' {
  if (error instanceof CheckpointConflict) return 'conflict'
  throw error
}

async function held(
  options: LeaseOptions,
  taken: number,
  work: (tenure: Tenure) => Promise<void>,
): Promise<'ended' | 'lost'> {
  const ending = new AbortController()
  const renewing = renewal(options, taken, ending)
  const tenure: Tenure = {
    signal: AbortSignal.any([options.signal, ending.signal]),
    assertHeld: () => {
      if (!renewing.isTrusted()) throw new LeaseLost(leaseOf(options.name))
    },
  }
  try {
    await work(tenure)
    if (!renewing.isLost()) return 'ended'
    options.onRecoverableError(new LeaseLost(leaseOf(options.name)))
    return 'lost'
  } catch (error) {
    // With two at work anything may fail: what the other one dropped is missing, for example.
    if (!renewing.isTrusted()) {
      options.onRecoverableError(new LeaseLost(leaseOf(options.name), { cause: error }))
      return 'lost'
    }
    // Somebody else moved a checkpoint, with a lease or without one. Standing by for a while lets
    // that one finish.
    if (!(error instanceof CheckpointConflict || error instanceof LeaseLost)) throw error
    options.onRecoverableError(error)
    renewing.keep()
    return 'lost'
  } finally {
    ending.abort()
    await renewing.finished()
  }
}

/**
 * Renews until `ending` aborts, which it does itself when the lease is lost; then gives the lease
 * back.
 */
function renewal(options: LeaseOptions, taken: number, ending: AbortController) {
  let version = taken
  let renewedAt = performance.now()
  let lost = false
  let keeps = false
  const isTrusted = (): boolean => !lost && performance.now() - renewedAt < TRUSTED_MS
  const save = async (owner: string | null): Promise<void> => {
    const asked = performance.now()
    version = await options.checkpoints.save(leaseOf(options.name), leaseText(owner), version)
    renewedAt = asked
  }
  const running = (async () => {
    while (!ending.signal.aborted) {
      await sleep(RENEW_MS, undefined, { signal: ending.signal }).catch(() => {})
      if (ending.signal.aborted) break
      await save(options.owner).catch((error: unknown) => {
        if (error instanceof CheckpointConflict) lost = true
      })
      lost ||= !isTrusted()
      if (lost) ending.abort()
    }
    // Whoever stands by need not wait. When it fails, they wait.
    if (!lost && !keeps) await save(null).catch(() => {})
  })()
  return {
    isTrusted,
    isLost: () => lost,
    /** Does not give it back at the end. */
    keep: () => void (keeps = true),
    finished: () => running,
  }
}

const Stored = z.object({ owner: z.string().nullable() })

function isFree(name: string, stored: StoredCheckpoint | undefined): boolean {
  if (stored === undefined) return true
  const parsed = Stored.safeParse(JSON.parse(stored.value))
  if (!parsed.success) throw new EventUnreadable(leaseOf(name), z.prettifyError(parsed.error))
  return parsed.data.owner === null
}

function leaseText(owner: string | null): string {
  return JSON.stringify({ owner })
}
