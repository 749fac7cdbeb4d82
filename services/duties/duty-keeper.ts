import { catalogue } from '@jianwei/events/catalogue.ts'
import { isDatedAnew } from '@jianwei/events/duty/decider.ts'
import { dutyEvents } from '@jianwei/events/duty/events.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog, LogBatch } from '@jianwei/events/ports/event-log.ts'
import { noticeIn } from '#/calendars/notice-book.ts'
import { ALERT_EVENT_TYPES, AlertChanges } from '#/alert-changes/alert-changes.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { LOG_START, readPages, type LogPoint } from '#/commands/reaction.ts'
import { dutiesOfAlert } from '#/duties/alert-duties.ts'
import { laterBy, type DutyClock } from '#/duties/duty-clock.ts'
import { calendarOf, DutyPage } from '#/duties/duty-page.ts'
import {
  loadDutyRecord,
  NOTHING_REACHED,
  saveDutyRecord,
  type OwnedDutyRecord,
} from '#/duties/duty-record.ts'
import { followMark } from '#/duties/escalation.ts'
import { dutiesOfFact, type Unopened } from '#/duties/fact-duties.ts'
import { OpenDuties, type OpenDuty } from '#/duties/open-duties.ts'
import { STANDING_TYPES, StandingTerms } from '#/duties/standing-terms.ts'

/*
 * Keeps the clocks of duties, by following the log:
 *
 *  1. Read again which duties were open (from the oldest of them on) and by what clocks are opened.
 *  2. Take the log's events in their order. Before each, give the marks that have fallen by its
 *     time: so a restart that spans deadlines gives the same marks as a life without it. Then let
 *     follow from it what does.
 *  3. Between events, wait for the earliest mark and do nothing else. When the clock has come to
 *     it, let time pass in the log: the mark falls by the time of the log, as everything does.
 *  4. Save how far it came. A crash before that repeats the step, and appends nothing twice.
 */

/** Events that are handled together, and marks that are given together. */
export const DUTY_PAGE_MAX = 200
/** Events after which it saves how far it came, also where nothing followed from them. */
const SAVE_EVENTS_MAX = 1_000
/** Where a server's clock is behind ours, time is let pass again after so long. */
const TICK_AGAIN_MS = 1_000

const DUTY_TYPES: readonly string[] = dutyEvents.map(({ type }) => type)
const FACT_TYPES: readonly string[] = [
  ...new Set(catalogue.filter(({ role }) => role !== 'record').map(({ type }) => type)),
]
const FOLLOWED: readonly string[] = [
  ...new Set([
    ...ALERT_EVENT_TYPES,
    ...DUTY_TYPES,
    ...FACT_TYPES,
    ...STANDING_TYPES,
    'ClockAdvanced',
    'RecordingTimesCorrected',
  ]),
]

/** What the due queue holds and how far it is, for health, metrics and people. */
export interface DutyQueueView {
  readonly position: Position
  readonly open: number
  readonly paused: number
  /** When the next mark falls; null where none is to come. */
  readonly next_at: Instant | null
  /** How long ago the earliest mark fell that was not given yet; 0 where none is. */
  readonly behind_seconds: number
  readonly limit_version: number | null
  /** The version of the table that this program cannot read; null where it can. */
  readonly limits_unreadable: number | null
  /** Clocks that were not opened since the start, by why and by what. */
  readonly unopened: readonly {
    readonly why: Unopened
    readonly kind: string
    readonly count: number
  }[]
}

export interface DutyKeeperParts {
  readonly log: EventLog
  readonly checkpoints: CheckpointStore
  readonly clock: DutyClock
  /** Writes into the log that it is that time. */
  readonly letTimePass: (to: Instant) => Promise<void>
}

export class DutyKeeper {
  readonly #parts: DutyKeeperParts
  readonly #alerts: AlertChanges
  #open = new OpenDuties()
  #terms = new StandingTerms()
  readonly #unopened = new Map<string, { why: Unopened; kind: string; count: number }>()
  #owned: OwnedDutyRecord | undefined
  #reached: LogPoint = LOG_START
  #unsaved = 0

  constructor(parts: DutyKeeperParts) {
    this.#parts = parts
    this.#alerts = new AlertChanges(parts.log)
  }

  get view(): DutyQueueView {
    const { next } = this.#open
    const late = next === undefined ? 0 : msOfInstant(this.#parts.clock.now()) - next
    return {
      position: this.#reached.position,
      open: this.#open.size,
      paused: this.#open.paused,
      next_at: next === undefined ? null : instantFromMs(next),
      behind_seconds: Math.max(0, late) / 1_000,
      limit_version: this.#terms.version ?? null,
      limits_unreadable: this.#terms.unreadable?.version ?? null,
      unopened: [...this.#unopened.values()],
    }
  }

  /** Runs until the signal aborts. Throws CheckpointConflict when another one has taken over. */
  async run(signal: AbortSignal): Promise<void> {
    this.#owned = await loadDutyRecord(this.#parts.checkpoints)
    // The log was set back: what lies behind its end now is another history.
    if ((await this.#parts.log.head()) < this.#owned.record.reached.position)
      this.#owned = { ...this.#owned, record: NOTHING_REACHED }
    await this.#readAgain(signal)
    if (signal.aborted) return
    await this.#dateMissing()
    const followed = this.#parts.log.follow(this.#reached.checkpoint ?? 'start', {
      types: FOLLOWED,
      batch_events_max: DUTY_PAGE_MAX,
      signal,
    })
    const batches = followed[Symbol.asyncIterator]()
    let next = batches.next()
    let mayTickAt = this.#parts.clock.now()
    try {
      while (!signal.aborted) {
        const batch = await this.#batchOrTime(next, mayTickAt, signal)
        if (batch === 'time') {
          if (signal.aborted) break
          const now = this.#parts.clock.now()
          await this.#parts.letTimePass(now)
          mayTickAt = laterBy(now, TICK_AGAIN_MS)
          continue
        }
        if (batch.done === true) break
        await this.#take(batch.value)
        next = batches.next()
      }
    } finally {
      next.catch(() => {})
      await batches.return?.()
    }
    if (this.#unsaved > 0) await this.#save()
  }

  /** Whichever comes first. While neither does, nothing is read and nothing written. */
  async #batchOrTime(
    next: Promise<IteratorResult<LogBatch>>,
    mayTickAt: Instant,
    signal: AbortSignal,
  ): Promise<IteratorResult<LogBatch> | 'time'> {
    const due = this.#open.next
    if (due === undefined) return next
    const waiting = new AbortController()
    const at = instantFromMs(Math.max(due, msOfInstant(mayTickAt)))
    const reached = this.#parts.clock.reached(at, AbortSignal.any([signal, waiting.signal]))
    try {
      return await Promise.race([next, reached.then(() => 'time' as const)])
    } finally {
      waiting.abort()
    }
  }

  async #readAgain(signal: AbortSignal): Promise<void> {
    const { reached, oldest } = this.#owned?.record ?? NOTHING_REACHED
    this.#open = new OpenDuties()
    this.#terms = new StandingTerms()
    const up_to = reached.position
    this.#reached = reached
    if (up_to === 0) return
    await readPages(
      this.#parts.log,
      { types: STANDING_TYPES, after: LOG_START, up_to, signal },
      async (page) => page.forEach((event) => this.#terms.hear(event)),
    )
    await readPages(
      this.#parts.log,
      { types: DUTY_TYPES, after: oldest, up_to, signal },
      async (page, before) => page.forEach((event) => this.#open.hear(event, before)),
    )
  }

  /** The holidays of a year may have become known with this version of the program. */
  async #dateMissing(): Promise<void> {
    const newest = await this.#parts.log.newest()
    if (newest === undefined) return
    const cause = { at: newest.recorded_at, reason: '节假日安排已公布' }
    await this.#dateAnew(cause, ({ duty }) => duty.calendar_missing !== null)
  }

  /** Of the open duties that a notice of holidays turns, the ends. */
  async #heedNotice(event: RecordedEvent): Promise<void> {
    const { year, version } = noticeIn(event)
    const reason = `${year}年放假安排${version === 1 ? '已公布' : '已变更'}`
    await this.#dateAnew({ at: event.recorded_at, reason })
  }

  async #dateAnew(
    cause: { readonly at: Instant; readonly reason: string },
    wanted: (open: OpenDuty) => boolean = () => true,
  ): Promise<void> {
    const ids = this.#open.ids().filter((id) => {
      const open = this.#open.get(id)
      if (open === undefined || !wanted(open)) return false
      return isDatedAnew(open.duty, calendarOf(this.#terms.calendars, open.region))
    })
    await this.#decideByClock(ids, (page, id) => page.date(id, cause))
  }

  async #take({ events, checkpoint }: LogBatch): Promise<void> {
    const before = this.#reached
    for (let at = 0; at < events.length;) {
      // It is inside the list.
      const first = events[at]!
      await this.#giveMarks(first.recorded_at)
      this.#hearOfDuty(first, before)
      let end = at + 1
      while (end < events.length && !this.#marksBy(events[end]!.recorded_at)) {
        this.#hearOfDuty(events[end]!, before)
        end += 1
      }
      await this.#handle(events.slice(at, end), before)
      at = end
    }
    const last = events.at(-1)
    // Clocks that were opened by these events may have run out among them.
    if (last !== undefined) await this.#giveMarks(last.recorded_at)
    this.#reached = { position: last?.position ?? before.position, checkpoint }
    this.#unsaved += events.length
    if (this.#unsaved >= SAVE_EVENTS_MAX) await this.#save()
  }

  /** What was said of duties is known before anything is decided over them. */
  #hearOfDuty(event: RecordedEvent, before: LogPoint): void {
    if (isOfDuty(event)) this.#open.hear(event, before)
  }

  #marksBy(time: Instant): boolean {
    return (this.#open.next ?? Number.POSITIVE_INFINITY) <= msOfInstant(time)
  }

  async #giveMarks(time: Instant): Promise<void> {
    for (;;) {
      const ids = this.#open.dueBy(msOfInstant(time), DUTY_PAGE_MAX)
      if (ids.length === 0) return
      await this.#decideByClock(ids, (page, id) => page.letTimePass(id, time))
    }
  }

  async #decideByClock(
    ids: readonly string[],
    decide: (page: DutyPage, id: string) => Promise<void>,
  ): Promise<void> {
    for (let at = 0; at < ids.length; at += DUTY_PAGE_MAX) {
      await this.#settle(this.#reached, async (page) => {
        for (const id of ids.slice(at, at + DUTY_PAGE_MAX)) await decide(page, id)
      })
    }
  }

  async #handle(events: readonly RecordedEvent[], before: LogPoint): Promise<void> {
    const turns = events.filter((event) => !isOfDuty(event) || event.type === 'DutyMarked')
    let from = 0
    for (const [index, event] of turns.entries()) {
      if (!isStanding(event) && event.type !== 'RecordingTimesCorrected') continue
      await this.#follow(turns.slice(from, index), before)
      from = index + 1
      if (event.type === 'RecordingTimesCorrected') await this.#setBack()
      else this.#terms.hear(event)
      if (event.type === 'HolidayNoticeRecorded') await this.#heedNotice(event)
    }
    await this.#follow(turns.slice(from), before)
  }

  async #follow(events: readonly RecordedEvent[], before: LogPoint): Promise<void> {
    const followed = events.filter(({ type }) => type !== 'ClockAdvanced')
    if (followed.length === 0) return
    const { log } = this.#parts
    await this.#settle(before, async (page, onUnopened) => {
      const parts = { log, terms: this.#terms, onUnopened }
      for (const event of followed) {
        if (event.type === 'DutyMarked') await followMark(log, page, event, this.#terms)
        else if (ALERT_EVENT_TYPES.includes(event.type)) {
          const change = await this.#alerts.of(event)
          if (change !== undefined) await dutiesOfAlert(parts, page, event, change)
        } else await dutiesOfFact(parts, page, event)
      }
    })
  }

  /** Times of recording were wrong: what a clock that was ahead has marked is taken back. */
  async #setBack(): Promise<void> {
    const newest = await this.#parts.log.newest()
    if (newest === undefined) return
    const marked = this.#open.ids().filter((id) => this.#open.get(id)?.duty.marks.length !== 0)
    await this.#decideByClock(marked, (page, id) => page.setClockBack(id, newest.recorded_at))
  }

  /** Decides, appends, and only then takes it as known. */
  async #settle(
    from: LogPoint,
    decide: (page: DutyPage, onUnopened: (why: Unopened, kind: string) => void) => Promise<void>,
  ): Promise<void> {
    const { result, appended } = await handleCommands(this.#parts.log, async () => {
      const page = new DutyPage(this.#parts.log, this.#open, this.#terms.calendars)
      const unopened: (readonly [Unopened, string])[] = []
      await decide(page, (why, kind) => void unopened.push([why, kind]))
      return { appends: page.appends, result: { page, unopened } }
    })
    result.page.settle(from)
    for (const [why, kind] of result.unopened) this.#countUnopened(why, kind)
    if (appended.length > 0) this.#unsaved = SAVE_EVENTS_MAX
  }

  #countUnopened(why: Unopened, kind: string): void {
    const key = `${why}\n${kind}`
    const counted = this.#unopened.get(key) ?? { why, kind, count: 0 }
    counted.count += 1
    this.#unopened.set(key, counted)
  }

  async #save(): Promise<void> {
    if (this.#owned === undefined) return
    const record = { reached: this.#reached, oldest: this.#open.oldest ?? this.#reached }
    this.#owned = await saveDutyRecord(this.#parts.checkpoints, this.#owned, record)
    this.#unsaved = 0
  }
}

function isOfDuty({ type }: RecordedEvent): boolean {
  return DUTY_TYPES.includes(type) && type !== 'LimitTablePublished'
}

function isStanding({ type }: RecordedEvent): boolean {
  return STANDING_TYPES.includes(type)
}
