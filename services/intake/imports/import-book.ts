import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import {
  IMPORT_ORDER_EVENT_TYPES,
  type ImportOrdered,
  type ImportOrderEnded,
  type ImportStopOrdered,
} from '@jianwei/events/import/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  IMPORT_EVENT_TYPES,
  type ImportAborted,
  type ImportCompleted,
  type ImportLapsed,
  type ImportProgressed,
  type ImportStarted,
} from '@jianwei/events/source/import.ts'
import { LogBook } from '#/intake/log-book.ts'

/** What the log says of one import: how it was ordered last, and its newest attempt. */
export interface KnownImport {
  readonly import_id: string
  /** Where it was ordered or begun last: lists are in this order. */
  readonly begun_position: Position
  readonly begun_at: Instant
  /** Null: nobody ordered it over HTTP. */
  readonly ordered: ImportOrdered | null
  readonly ordered_position: Position | null
  readonly stop: ImportStopOrdered | null
  /** Of the newest order; null while it is open, and where there is none. */
  readonly order_end:
    | (ImportOrderEnded & { readonly at: Instant; readonly position: Position })
    | null
  readonly attempt: KnownAttempt | null
  /** Attempts of the newest order, one after another, that never said how far they came. */
  readonly starts_in_vain: number
}

export interface KnownAttempt {
  readonly attempt_id: string
  /** Null where only its end is known: it was refused before its first row. */
  readonly started: ImportStarted | null
  readonly started_at: Instant
  readonly said_at: Instant
  readonly position: Position
  readonly said_position: Position
  readonly progress: ImportProgressed | null
  readonly lapsed: boolean
  readonly end: KnownEnd | null
}

export type KnownEnd =
  | { readonly type: 'ImportCompleted'; readonly data: ImportCompleted }
  | { readonly type: 'ImportAborted'; readonly data: ImportAborted }

type ImportEvent =
  | KnownEnd
  | { readonly type: 'ImportStarted'; readonly data: ImportStarted }
  | { readonly type: 'ImportProgressed'; readonly data: ImportProgressed }
  | { readonly type: 'ImportLapsed'; readonly data: ImportLapsed }
  | { readonly type: 'ImportOrdered'; readonly data: ImportOrdered }
  | { readonly type: 'ImportStopOrdered'; readonly data: ImportStopOrdered }
  | { readonly type: 'ImportOrderEnded'; readonly data: ImportOrderEnded }

/** All imports that the log knows: those that were ordered over HTTP, and those of the CLI. */
export class ImportBook extends LogBook {
  protected readonly types = [...IMPORT_EVENT_TYPES, ...IMPORT_ORDER_EVENT_TYPES]
  readonly #imports = new Map<string, KnownImport>()

  get(importId: string): KnownImport | undefined {
    return this.#imports.get(importId)
  }

  /** Begun last first. */
  all(): readonly KnownImport[] {
    return [...this.#imports.values()].toSorted((a, b) => b.begun_position - a.begun_position)
  }

  /** Ordered and not ended, ordered first first. */
  open(): readonly ImportOrdered[] {
    return [...this.#imports.values()]
      .filter(({ ordered, order_end }) => ordered !== null && order_end === null)
      .toSorted((a, b) => (a.ordered_position ?? 0) - (b.ordered_position ?? 0))
      .flatMap(({ ordered }) => ordered ?? [])
  }

  /** Whether an import that has not ended reads the upload. */
  reads(uploadId: string): boolean {
    return this.open().some(({ upload_id }) => upload_id === uploadId)
  }

  protected apply(recorded: RecordedEvent): void {
    const { type, data } = recorded
    // Only these types are read, and the catalogue parsed them.
    const event = { type, data } as unknown as ImportEvent
    const before = this.#imports.get(event.data.import_id)
    this.#imports.set(event.data.import_id, evolve(before, event, recorded))
  }
}

function evolve(
  before: KnownImport | undefined,
  event: ImportEvent,
  { position, occurred_at }: RecordedEvent,
): KnownImport {
  const known: KnownImport = before ?? {
    import_id: event.data.import_id,
    begun_position: position,
    begun_at: occurred_at,
    ordered: null,
    ordered_position: null,
    stop: null,
    order_end: null,
    attempt: null,
    starts_in_vain: 0,
  }
  const begun = { begun_position: position, begun_at: occurred_at }
  switch (event.type) {
    case 'ImportOrdered':
      return {
        ...known,
        ...begun,
        ordered: event.data,
        ordered_position: position,
        stop: null,
        order_end: null,
        starts_in_vain: 0,
      }
    case 'ImportStopOrdered':
      return { ...known, stop: event.data }
    case 'ImportOrderEnded':
      return { ...known, order_end: { ...event.data, at: occurred_at, position } }
    case 'ImportStarted': {
      const attempt = {
        attempt_id: event.data.attempt_id,
        started: event.data,
        started_at: occurred_at,
        said_at: occurred_at,
        position,
        said_position: position,
        progress: null,
        lapsed: false,
        end: null,
      }
      return { ...known, ...begun, attempt, starts_in_vain: known.starts_in_vain + 1 }
    }
    case 'ImportProgressed':
      return ofAttempt({ ...known, starts_in_vain: 0 }, event.data.attempt_id, {
        progress: event.data,
        said_at: occurred_at,
        said_position: position,
        lapsed: false,
      })
    case 'ImportLapsed':
      return ofAttempt(known, event.data.attempt_id, { lapsed: true })
    case 'ImportCompleted':
    case 'ImportAborted':
      return ended(known, event, { position, occurred_at })
  }
}

function ofAttempt(
  known: KnownImport,
  attemptId: string,
  said: Partial<KnownAttempt>,
): KnownImport {
  const { attempt } = known
  if (attempt === null || attempt.attempt_id !== attemptId) return known
  return { ...known, attempt: { ...attempt, ...said } }
}

function ended(
  known: KnownImport,
  end: KnownEnd,
  { position, occurred_at }: Pick<RecordedEvent, 'position' | 'occurred_at'>,
): KnownImport {
  const { attempt_id } = end.data
  // That an attempt was superseded is said together with the start of the next one.
  const isSuperseded = end.type === 'ImportAborted' && end.data.outcome === 'superseded'
  if (known.attempt?.attempt_id === attempt_id || isSuperseded)
    return ofAttempt(known, attempt_id, {
      end,
      said_at: occurred_at,
      said_position: position,
    })
  const attempt = {
    attempt_id,
    started: null,
    started_at: occurred_at,
    said_at: occurred_at,
    position,
    said_position: position,
    progress: null,
    lapsed: false,
    end,
  }
  return { ...known, begun_position: position, begun_at: occurred_at, attempt }
}
