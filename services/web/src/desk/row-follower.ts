import { AskFailed, mayPass } from '#/api/failures.ts'
import type { ListedAlert } from '#/desk/alert-list.ts'
import { readUpTo } from '#/desk/place.ts'

export interface FollowedList {
  /** Whether a row is on the screen's list, on whatever page. */
  readonly has: (alert_id: string) => boolean
  /** Whether a row that fits will come by itself when somebody scrolls on. */
  readonly willCome: (row: ListedAlert) => boolean
  /** These alerts as they stand, in the order of changes. */
  readonly readRows: (ids: readonly string[]) => Promise<readonly ListedAlert[]>
  /** Those that come first in the list, as it is now. */
  readonly readFirst: () => Promise<readonly ListedAlert[]>
  /** Those of them that fit the list's question, in its own order. */
  readonly readFitting: (ids: readonly string[]) => Promise<readonly ListedAlert[]>
  readonly update: (rows: ReadonlyMap<string, ListedAlert>) => void
  /** How many wait to be let in. */
  readonly tell: (waiting: number) => void
  /** A change could not be read: who looks at the list has to read it anew. */
  readonly lose: () => void
}

/** As many as one request may name. */
const AT_ONCE_MAX = 500
/** Whoever changes something sees it soon; a flood is read in few requests. */
const PAUSE_MS = 700
/** While the server is away it is asked less and less often. */
const PAUSE_MS_MAX = 30_000
/** The server's lists are behind its log for a moment. What still is by then is said. */
const TRIES_MAX = 8

/** Up to where a row has to be made to show a change. */
export interface Change {
  /** In the log; 0 where only the revision is known. */
  readonly position: number
  readonly revision?: number
}

interface Told {
  readonly position: number
  readonly revision: number
  readonly tries: number
}

/**
 * Follows what the stream tells about alerts: rows of the list are read again and written where
 * they stand, and those that newly belong into it are counted until somebody lets them in.
 */
export class RowFollower {
  readonly #list: FollowedList
  readonly #told = new Map<string, Told>()
  readonly #waiting = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #isEnded = false

  constructor(list: FollowedList) {
    this.#list = list
  }

  /** An alert changed. */
  hear(alert_id: string, { position, revision = 0 }: Change): void {
    const before = this.#told.get(alert_id)
    this.#told.set(alert_id, {
      position: Math.max(position, before?.position ?? 0),
      revision: Math.max(revision, before?.revision ?? 0),
      tries: 0,
    })
    this.#later()
  }

  /** The stream is there, and the list was read before: what changed between is told by nobody. */
  async catchUp(): Promise<void> {
    try {
      const rows = await this.#list.readFirst()
      if (!this.#isEnded) this.#take(rows, rows)
    } catch {
      if (!this.#isEnded) this.#list.lose()
    }
  }

  /** Nothing is read or told any more. */
  end(): void {
    this.#isEnded = true
    clearTimeout(this.#timer)
  }

  /** Reads what was told, once. For tests and the timer. */
  async read(): Promise<void> {
    const told = [...this.#told].slice(0, AT_ONCE_MAX)
    if (told.length === 0) return
    for (const [id] of told) this.#told.delete(id)
    try {
      await this.#follow(new Map(told))
      this.#failures = 0
    } catch (failure) {
      this.#fail(told, failure)
    }
    if (this.#told.size > 0) this.#later()
  }

  async #follow(told: ReadonlyMap<string, Told>): Promise<void> {
    const rows = await this.#list.readRows([...told.keys()])
    const made = new Map(rows.map((row) => [row.alert_id, row]))
    const isMade = ([id, { position, revision }]: readonly [string, Told]): boolean => {
      const row = made.get(id)
      return row !== undefined && readUpTo(row.place) >= position && row.revision >= revision
    }
    const ready = [...told].filter(isMade).map(([id]) => id)
    this.#tryAgain([...told].filter((one) => !isMade(one)))
    const unknown = ready.filter((id) => !this.#list.has(id))
    const fitting = unknown.length === 0 ? [] : await this.#list.readFitting(unknown)
    if (this.#isEnded) return
    for (const id of unknown) this.#waiting.delete(id)
    this.#take(rows, fitting)
  }

  /** Writes rows where they stand, and counts those that would newly stand in the list. */
  #take(rows: readonly ListedAlert[], fitting: readonly ListedAlert[]): void {
    const shown = rows.filter(({ alert_id }) => this.#list.has(alert_id))
    this.#list.update(new Map(shown.map((row) => [row.alert_id, row])))
    for (const row of fitting)
      if (!this.#list.has(row.alert_id) && !this.#list.willCome(row))
        this.#waiting.add(row.alert_id)
    this.#list.tell(this.#waiting.size)
  }

  /** Those that the lists do not have yet. */
  #tryAgain(told: readonly (readonly [string, Told])[]): void {
    const left = told.filter(([, { tries }]) => tries + 1 < TRIES_MAX)
    this.#keep(left.map(([id, told]) => [id, { ...told, tries: told.tries + 1 }]))
    if (left.length < told.length) this.#list.lose()
  }

  /** Asked again where the server is only away. */
  #fail(told: readonly (readonly [string, Told])[], failure: unknown): void {
    if (failure instanceof AskFailed && !mayPass(failure)) {
      this.#list.lose()
      return
    }
    this.#keep(told)
    this.#failures += 1
  }

  #keep(told: readonly (readonly [string, Told])[]): void {
    for (const [id, one] of told) if (!this.#told.has(id)) this.#told.set(id, one)
  }

  #later(): void {
    if (this.#timer !== undefined || this.#isEnded) return
    const pause_ms = PAUSE_MS * 2 ** Math.max(0, this.#failures - 1)
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        void this.read()
      },
      Math.min(pause_ms, PAUSE_MS_MAX),
    )
  }
}
