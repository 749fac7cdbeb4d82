import { dutyDecider } from '@jianwei/events/duty/decider.ts'
import {
  isOpen,
  nextMark,
  type Duty,
  type DutyEvent,
  type PresentDuty,
} from '@jianwei/events/duty/duty.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type { LogPoint } from '#/commands/reaction.ts'
import { DueQueue } from '#/duties/due-queue.ts'

/** Open duties that are held in memory, about 1 KB each. */
export const OPEN_DUTIES_MAX = 1_000_000

/** More duties are open than the queue can hold: nothing is left out, the queue stops. */
export class DueQueueFull extends DomainError {
  override readonly name = 'DueQueueFull'
  readonly code = 'DUE_QUEUE_FULL'

  constructor() {
    super(`more than ${OPEN_DUTIES_MAX} duties are open`)
  }
}

/** An open duty, as far as its stream was read. */
export interface OpenDuty {
  readonly duty: PresentDuty
  /** Events of its stream. */
  readonly events: number
  /** Where it lies: by its first event. */
  readonly region: string | null
  /** The log is read from here to find it again. */
  readonly from: LogPoint
}

/**
 * The duties that are open, by what they are about and by when their clock gives its next mark. All
 * of it is read from the log: it holds nothing that a restart would lose.
 */
export class OpenDuties {
  readonly #open = new Map<string, OpenDuty>()
  readonly #due = new DueQueue<string>()
  readonly #age = new DueQueue<string>()
  readonly #ofKey = new Map<string, Set<string>>()
  readonly #paused = new Set<string>()

  get size(): number {
    return this.#open.size
  }

  get paused(): number {
    return this.#paused.size
  }

  /** Milliseconds at which the next mark falls; undefined where none is to come. */
  get next(): number | undefined {
    return this.#due.next
  }

  /** The point from which the log holds all that is open; undefined where nothing is. */
  get oldest(): LogPoint | undefined {
    const [first] = this.#age.upTo(Number.POSITIVE_INFINITY, 1)
    return first === undefined ? undefined : this.#open.get(first)?.from
  }

  get(dutyId: string): OpenDuty | undefined {
    return this.#open.get(dutyId)
  }

  ids(): readonly string[] {
    return [...this.#open.keys()]
  }

  /** Up to so many whose clock gives a mark by then, earliest first. */
  dueBy(time: number, max: number): readonly string[] {
    return this.#due.upTo(time, max)
  }

  ofAlert(alertId: string): readonly string[] {
    return this.#of(alertKey(alertId))
  }

  ofFact(factId: string): readonly string[] {
    return this.#of(factKey(factId))
  }

  ofTie(limitId: string, subjectId: string, tie: string): readonly string[] {
    return this.#of(tieKey(limitId, subjectId, tie))
  }

  /** Takes an event of a duty from the log; one that is known already changes nothing. */
  hear(event: RecordedEvent, from: LogPoint): void {
    const dutyId = event.data['duty_id']
    if (typeof dutyId !== 'string') return
    const known = this.#open.get(dutyId)
    if (event.revision !== (known?.events ?? 0)) return
    const before: Duty = known?.duty ?? dutyDecider.initial
    // The catalogue parsed the data when the event was read.
    const said = { type: event.type, data: event.data } as unknown as DutyEvent
    const duty = dutyDecider.evolve(before, said)
    this.see(duty, {
      events: event.revision + 1,
      subject_id: event.subject_id,
      region: known === undefined ? event.region : known.region,
      from: known?.from ?? from,
    })
  }

  /** Takes a duty as its stream has it. */
  see(
    duty: Duty,
    read: Pick<OpenDuty, 'events' | 'region' | 'from'> & { readonly subject_id: string },
  ): void {
    if (duty.state === 'absent') return
    const { duty_id } = duty.opened
    const known = this.#open.get(duty_id)
    if (!isOpen(duty)) {
      if (known !== undefined) this.#forget(known, read.subject_id)
      return
    }
    if (known === undefined && this.#open.size >= OPEN_DUTIES_MAX) throw new DueQueueFull()
    const from = known?.from ?? read.from
    this.#open.set(duty_id, { duty, events: read.events, region: read.region, from })
    this.#age.set(duty_id, from.position)
    if (duty.state === 'paused') this.#paused.add(duty_id)
    else this.#paused.delete(duty_id)
    for (const key of keysOf(duty, read.subject_id)) {
      const ids = this.#ofKey.get(key) ?? new Set()
      this.#ofKey.set(key, ids.add(duty_id))
    }
    const mark = nextMark(duty)
    if (mark === undefined) this.#due.delete(duty_id)
    else this.#due.set(duty_id, msOfInstant(mark.at))
  }

  #forget({ duty }: OpenDuty, subjectId: string): void {
    const { duty_id } = duty.opened
    this.#open.delete(duty_id)
    this.#due.delete(duty_id)
    this.#age.delete(duty_id)
    this.#paused.delete(duty_id)
    for (const key of keysOf(duty, subjectId)) {
      const ids = this.#ofKey.get(key)
      ids?.delete(duty_id)
      if (ids?.size === 0) this.#ofKey.delete(key)
    }
  }

  #of(key: string): readonly string[] {
    return [...(this.#ofKey.get(key) ?? [])]
  }
}

function keysOf({ opened }: PresentDuty, subjectId: string): readonly string[] {
  const { about, about_id, limit_id, tie } = opened
  if (about !== 'fact') return [alertKey(about_id)]
  return [factKey(about_id), ...(tie === null ? [] : [tieKey(limit_id, subjectId, tie)])]
}

const alertKey = (alertId: string): string => `alert\n${alertId}`
const factKey = (factId: string): string => `fact\n${factId}`
const tieKey = (limitId: string, subjectId: string, tie: string): string =>
  `tie\n${limitId}\n${subjectId}\n${tie}`
