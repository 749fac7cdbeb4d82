import { setImmediate as nextTurn } from 'node:timers/promises'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { AppendOutcome, StreamAppend } from '@jianwei/events/ports/event-log.ts'

/** One call of `EventLog.append`. */
export type AppendCall = readonly StreamAppend[]
/**
 * The outcomes of each call. Writes all of the calls in one transaction, or throws and has written
 * none.
 */
export type CommitCalls = (
  calls: readonly AppendCall[],
) => Promise<readonly (readonly AppendOutcome[])[]>

/** What one transaction takes in: more would hold up the process for longer without saving much. */
const COMMIT_EVENTS_MAX = 5_000
/** Events of one call, which is never split. */
const CALL_EVENTS_MAX = 100_000
/**
 * Events of all calls that wait; beyond it calls are refused. Writers await their appends, so only
 * a crowd of them comes here.
 */
const WAITING_EVENTS_MAX = 400_000

interface Waiting {
  readonly call: AppendCall
  readonly events: number
  readonly resolve: (outcomes: readonly AppendOutcome[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit: the calls that arrive in one turn of the event loop, or while a transaction runs,
 * share the next transaction.
 */
export class AppendQueue {
  readonly #commit: CommitCalls
  readonly #waiting: Waiting[] = []
  #waitingEvents = 0
  #running: Promise<void> | undefined

  constructor(commit: CommitCalls) {
    this.#commit = commit
  }

  /** Resolves once the call is durable. Throws what its transaction threw. */
  async add(call: AppendCall): Promise<readonly AppendOutcome[]> {
    const events = call.reduce((sum, append) => sum + append.events.length, 0)
    if (events > CALL_EVENTS_MAX)
      throw new RangeError(`an append takes at most ${CALL_EVENTS_MAX} events, not ${events}`)
    if (this.#waitingEvents + events > WAITING_EVENTS_MAX)
      throw new LogUnavailable('too many events wait to be written')
    this.#waitingEvents += events
    return new Promise((resolve, reject) => {
      this.#waiting.push({ call, events, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Lets the other calls of this turn join, and what arrived meanwhile be read.
      await nextTurn()
      await this.#commitGroup(this.#takeGroup())
    }
    this.#running = undefined
  }

  #takeGroup(): readonly Waiting[] {
    let events = 0
    const tooMany = this.#waiting.findIndex((waiting, index) => {
      events += waiting.events
      return index > 0 && events > COMMIT_EVENTS_MAX
    })
    const group = this.#waiting.splice(0, tooMany === -1 ? this.#waiting.length : tooMany)
    for (const member of group) this.#waitingEvents -= member.events
    return group
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#commit(group.map((member) => member.call))
      // One entry for each call.
      group.forEach((member, index) => member.resolve(outcomes[index]!))
    } catch (error) {
      if (error instanceof LogUnavailable || group.length === 1)
        group.forEach((member) => member.reject(error))
      // One of the calls is at fault; alone, it fails alone.
      else for (const member of group) await this.#commitGroup([member])
    }
  }
}
