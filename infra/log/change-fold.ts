import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import {
  NO_CHANGE,
  type ChangeStream,
  type NewChange,
  type StoredChange,
} from '#/log/change-stream.ts'
import type { FoldedFile, Outcome } from '#/log/folded-file.ts'

/*
 * A state that several processes keep together. Each has a copy in a file, and each carries out the
 * same changes in the same order, so the copies are the same.
 *
 *  - A change is written right behind the last one that was carried out here. Where another process
 *    was faster, its changes are carried out first, and the own one is written behind them.
 *  - Whoever reads first carries out what others have written, so what was answered anywhere is
 *    seen everywhere.
 *  - What cannot be read is passed over, and told.
 */

const PAGE_CHANGES = 500
/** Changes that are written together. */
const TOGETHER_MAX = 200
/** Others are faster each time. */
const ROUNDS_MAX = 100
/** What another one has written is not readable yet: the node that is asked is behind. */
const BEHIND_MS = 50

export interface ChangeFoldOptions<Change, Value> {
  readonly stream: ChangeStream
  readonly file: FoldedFile
  readonly isChange: (change: unknown) => change is Change
  /** Reads no clock and no chance; what it throws is an outcome too. */
  readonly carryOut: (change: Change) => Value
  /** So many changes cannot be read, or are gone from the server before they were read. */
  readonly onLost: (lost: { readonly changes: number; readonly why: 'unreadable' | 'gone' }) => void
}

interface Waiting<Value> extends NewChange {
  readonly resolve: (value: Value) => void
  readonly reject: (error: unknown) => void
}

export class ChangeFold<
  Change extends Readonly<Record<string, unknown>>,
  Value,
> implements AsyncDisposable {
  readonly #options: ChangeFoldOptions<Change, Value>
  #waiting: Waiting<Value>[] = []
  /** What is done to the file is done one after the other. */
  #turn: Promise<unknown> = Promise.resolve()
  #nextReading: Promise<void> | undefined
  #isVerified = false

  constructor(options: ChangeFoldOptions<Change, Value>) {
    this.#options = options
  }

  /**
   * Durable, and carried out here, when it resolves. Gives or throws what came of it. Throws
   * LogUnavailable where nobody knows whether it was written.
   */
  change(change: Change): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>()
    this.#waiting.push({ id: randomUUID(), change, resolve, reject })
    if (this.#waiting.length === 1) void this.#inTurn(() => this.#writeWaiting())
    return promise
  }

  /** When it resolves, all is carried out that was durable when it was called. */
  caughtUp(): Promise<void> {
    // Whoever comes while another waits for its turn shares that one's reading.
    this.#nextReading ??= this.#inTurn(async () => {
      this.#nextReading = undefined
      await this.#verify()
      await this.#readOn(new Map())
    })
    return this.#nextReading
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn
    this.#options.file[Symbol.dispose]()
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => {})
    return done
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, TOGETHER_MAX)
      const open = new Map(batch.map((one) => [one.id, one]))
      try {
        await this.#verify()
        await this.#write(open)
      } catch (error) {
        for (const { reject } of open.values()) reject(error)
      }
      // The next that comes begins anew where this leaves nobody.
      this.#waiting = this.#waiting.slice(batch.length)
    }
  }

  async #write(open: Map<string, Waiting<Value>>): Promise<void> {
    const { stream, file } = this.#options
    for (let round = 0; open.size > 0; round += 1) {
      if (round === ROUNDS_MAX)
        throw new LogUnavailable('others are changing the same all the time; try again')
      const after = file.last().revision
      const changes = [...open.values()]
      const written = await stream.append(after, changes)
      const own = changes
        .slice(0, written)
        .map(({ id, change }, at) => ({ revision: after + 1 + at, id, change }))
      await this.#carryOut(own, open)
      if (open.size === 0 || (await this.#readOn(open)) > 0) continue
      await sleep(BEHIND_MS)
      await this.#verify('again')
    }
  }

  /** How many were read. */
  async #readOn(open: Map<string, Waiting<Value>>): Promise<number> {
    const { stream, file, onLost } = this.#options
    for (let read = 0; ;) {
      const after = file.last().revision
      const page = await stream.readBehind(after, PAGE_CHANGES)
      read += page.length
      const [first] = page
      if (first === undefined) return read
      const gone = first.revision - after - 1
      if (gone > 0) onLost({ changes: gone, why: 'gone' })
      await this.#carryOut(page, open)
      if (page.length < PAGE_CHANGES) return read
    }
  }

  async #carryOut(
    changes: readonly StoredChange[],
    open: Map<string, Waiting<Value>>,
  ): Promise<void> {
    const { file, isChange, carryOut, onLost } = this.#options
    const outcomes = await file.apply(changes, (change) => {
      if (isChange(change)) return { value: carryOut(change) }
      return undefined
    })
    let unreadable = 0
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome.ok && outcome.value === undefined) unreadable += 1
      const id = changes[at]?.id ?? ''
      const waiting = open.get(id)
      open.delete(id)
      if (waiting !== undefined) tell(waiting, outcome)
    }
    if (unreadable > 0) onLost({ changes: unreadable, why: 'unreadable' })
  }

  /**
   * Whether the server still has what the file was made of. Where it does not, it was set back or
   * is another one, and the file begins anew.
   */
  async #verify(again?: 'again'): Promise<void> {
    if (this.#isVerified && again === undefined) return
    const { stream, file } = this.#options
    const { revision, id } = file.last()
    if (revision !== NO_CHANGE) {
      const [there] = await stream.readBehind(revision - 1, 1)
      const newest = await stream.newest()
      // Older changes may have been forgotten by the server: then a newer one stands there first.
      const isSame = there === undefined ? false : there.revision > revision || there.id === id
      if (!isSame || newest === undefined || newest.revision < revision) await file.clear()
    }
    this.#isVerified = true
  }
}

function tell<Value>(
  { resolve, reject }: Waiting<Value>,
  outcome: Outcome<{ readonly value: Value } | undefined>,
): void {
  if (!outcome.ok) reject(outcome.error)
  else if (outcome.value === undefined) reject(new TypeError('a change that cannot be read'))
  else resolve(outcome.value.value)
}
