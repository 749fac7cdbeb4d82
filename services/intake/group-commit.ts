import type { AppendOutcome, EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'

/** What one transaction of the log may hold; a larger request is one transaction all the same, never split. */
export const COMMIT_EVENTS_MAX = 4_000

export interface GroupCommit {
  /** As `EventLog.append`. Calls that wait while a transaction runs share the next one. */
  append(appends: readonly StreamAppend[]): Promise<readonly AppendOutcome[]>
}

interface Waiting {
  readonly appends: readonly StreamAppend[]
  readonly events: number
  readonly resolve: (outcomes: readonly AppendOutcome[]) => void
  readonly reject: (error: unknown) => void
}

/** Makes many small writers as cheap as one large one: a transaction costs the same for one event as for a thousand. */
export function groupCommit(log: Pick<EventLog, 'append'>): GroupCommit {
  let waiting: Waiting[] = []
  let running = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = takeGroup()
      try {
        const outcomes = await log.append(group.flatMap((member) => member.appends))
        let at = 0
        for (const member of group) {
          member.resolve(outcomes.slice(at, at + member.appends.length))
          at += member.appends.length
        }
      } catch (error) {
        for (const member of group) member.reject(error)
      }
    }
    running = false
  }

  function takeGroup(): Waiting[] {
    let events = 0
    let count = 0
    for (const member of waiting) {
      events += member.events
      if (count > 0 && events > COMMIT_EVENTS_MAX) break
      count += 1
    }
    const group = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return group
  }

  return {
    append(appends) {
      return new Promise((resolve, reject) => {
        const events = appends.reduce((sum, append) => sum + append.events.length, 0)
        waiting.push({ appends, events, resolve, reject })
        if (running) return
        running = true
        // The requests that arrived in this turn of the event loop join the same transaction.
        setImmediate(() => void run())
      })
    },
  }
}
