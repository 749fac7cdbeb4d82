import { derivedId } from '@jianwei/events/identity.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog, LogBatch } from '@jianwei/events/ports/event-log.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import { auditInLog, recordAuditStep } from '#/ledger-audit/audit-aggregate.ts'
import {
  LEDGER_AUDIT_TYPES,
  loadAuditRecord,
  NOTHING_AUDITED,
  recordAfter,
  saveAuditRecord,
  standingOf,
  withoutOrder,
  type AuditRecord,
  type LedgerAuditStanding,
  type OwnedAuditRecord,
} from '#/ledger-audit/audit-record.ts'
import { nightAfter, nightOf } from '#/ledger-audit/nights.ts'
import {
  performAudit,
  type AuditOrder,
  type AuditParts,
  type AuditProgress,
} from '#/ledger-audit/perform-audit.ts'
import { nextShare } from '#/ledger-audit/shares.ts'
import type { DutyClock } from '#/duties/duty-clock.ts'

/*
 * Makes the audits that were ordered, by following the log:
 *
 *  1. Hear what was ordered and what was made. The oldest order that is open is made, one after
 *     another; its result closes it. After a crash before that it goes on where it was saved last.
 *  2. Where none is open, wait for an order, or for 02:00 in China: then one is ordered by the
 *     platform itself, of the next share. Of nights that were missed only the last is made up for:
 *     shares follow audits, so none is left out.
 */

const ORDERS_AT_ONCE_MAX = 500
/** How often progress is saved, for whoever waits. */
const PROGRESS_MS = 1_000

export interface AuditKeeperParts extends Omit<AuditParts, 'log' | 'signal'> {
  readonly log: EventLog
  readonly checkpoints: CheckpointStore
  readonly clock: DutyClock
  /** Whether audits are ordered by night. */
  readonly nightly: boolean
}

export class AuditKeeper {
  readonly #parts: AuditKeeperParts
  #owned: OwnedAuditRecord = { record: NOTHING_AUDITED, version: 'absent' }
  #is_loaded = false
  #progress_saved = 0

  constructor(parts: AuditKeeperParts) {
    this.#parts = parts
  }

  /** Undefined until it has read its record: what it does not know is no "no difference". */
  get standing(): LedgerAuditStanding | undefined {
    return this.#is_loaded ? standingOf(this.#owned.record) : undefined
  }

  /** Runs until the signal aborts. Throws CheckpointConflict when another one has taken over. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, checkpoints, clock } = this.#parts
    this.#owned = await loadAuditRecord(checkpoints)
    this.#is_loaded = true
    // The log was set back: what lies behind its end now is another history.
    if ((await log.head()) < this.#record.reached.position) this.#set(NOTHING_AUDITED)
    if (this.#record.nights_from === null) {
      this.#set({ ...this.#record, nights_from: clock.now() })
      await this.#save()
    }
    const stopping = new AbortController()
    const followed = log.follow(this.#record.reached.checkpoint ?? 'start', {
      types: LEDGER_AUDIT_TYPES,
      batch_events_max: ORDERS_AT_ONCE_MAX,
      signal: AbortSignal.any([signal, stopping.signal]),
    })
    const batches = followed[Symbol.asyncIterator]()
    let next = batches.next()
    try {
      while (!signal.aborted) {
        const [order] = this.#record.open
        if (order !== undefined) {
          await this.#make(order, signal)
          continue
        }
        const batch = await this.#batchOrNight(next, signal)
        if (batch === 'night') {
          if (!signal.aborted) await this.#orderNight()
          continue
        }
        if (batch.done === true) break
        await this.#hear(batch.value)
        next = batches.next()
      }
    } finally {
      // It waits for the next order where the making of one failed.
      stopping.abort()
      next.catch(() => {})
      await batches.return?.()
    }
  }

  get #record(): AuditRecord {
    return this.#owned.record
  }

  #set(record: AuditRecord): void {
    this.#owned = { ...this.#owned, record }
  }

  async #save(): Promise<void> {
    this.#owned = await saveAuditRecord(this.#parts.checkpoints, this.#owned)
  }

  async #hear({ events, checkpoint }: LogBatch): Promise<void> {
    const heard = events.filter(({ position }) => position > this.#record.reached.position)
    const position = events.at(-1)?.position ?? this.#record.reached.position
    const record = heard.reduce(recordAfter, this.#record)
    this.#set({ ...record, reached: { position, checkpoint } })
    if (heard.length > 0) await this.#save()
  }

  async #make(order: AuditOrder, signal: AbortSignal): Promise<void> {
    const { log, clock } = this.#parts
    const audit = await auditInLog(log, order.audit_id)
    if (audit.state === 'ordered') {
      const parts = { ...this.#parts, signal }
      const { progress } = this.#record
      const so_far = progress?.audit_id === order.audit_id ? progress.so_far : null
      const result = await performAudit(parts, { ...order, so_far }, (now) =>
        this.#tell(order, now),
      )
      if (result === undefined) return
      await recordAuditStep(log, { type: 'RecordLedgerAudit', data: result }, clock.now())
    }
    // What it found is heard from the log.
    this.#set(withoutOrder(this.#record, order.audit_id))
    await this.#save()
  }

  async #tell({ audit_id }: AuditOrder, progress: AuditProgress): Promise<void> {
    this.#set({ ...this.#record, progress: { audit_id, ...progress } })
    const now = performance.now()
    if (now - this.#progress_saved < PROGRESS_MS) return
    this.#progress_saved = now
    await this.#save()
  }

  /** Whichever comes first. */
  async #batchOrNight(
    next: Promise<IteratorResult<LogBatch>>,
    signal: AbortSignal,
  ): Promise<IteratorResult<LogBatch> | 'night'> {
    const { clock, nightly } = this.#parts
    if (!nightly) return next
    const waiting = new AbortController()
    const until = AbortSignal.any([signal, waiting.signal])
    const reached = clock.reached(nightAfter(this.#lastNight()), until)
    try {
      return await Promise.race([next, reached.then(() => 'night' as const)])
    } finally {
      waiting.abort()
    }
  }

  /** A clock that was ahead and went back does not keep nights from coming. */
  #lastNight() {
    const now = this.#parts.clock.now()
    const { last_night, nights_from } = this.#record
    const last = last_night ?? nightOf(nights_from ?? now)
    const current = nightOf(now)
    return last < current ? last : current
  }

  async #orderNight(): Promise<void> {
    const { log, clock } = this.#parts
    const at = clock.now()
    const night = nightOf(at)
    const share = nextShare(this.#record.last_share)
    const audit_id = derivedId('ledger-audit', 'night', night)
    const data = { audit_id, share, night, actor: SENTINEL_SOURCE }
    await recordAuditStep(log, { type: 'OrderLedgerAudit', data }, at)
    // Heard from the log at once, but for a night that was ordered before.
    this.#set({ ...this.#record, last_night: night })
  }
}
