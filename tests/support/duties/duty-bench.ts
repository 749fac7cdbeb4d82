import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import type { DutyCommand } from '@jianwei/events/duty/decider.ts'
import { dutyEvents } from '@jianwei/events/duty/events.ts'
import { recordEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { RECORDING_TIMES_STREAM } from '@jianwei/events/clock/recording-times.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { handleCommands } from '@jianwei/services/commands/handle-commands.ts'
import { openAlert } from '@jianwei/services/desk/alert-aggregate.ts'
import { loadDuty } from '@jianwei/services/duties/duty-aggregate.ts'
import { DutyKeeper } from '@jianwei/services/duties/duty-keeper.ts'
import { publishShippedLimits } from '@jianwei/services/duties/limit-book.ts'
import { letTimePassUntil } from '@jianwei/services/timekeeping/timekeeper.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MovedClock } from '#/support/duties/moved-clock.ts'
import { eventually } from '#/support/hang.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { alertIdOf } from '#/support/log/desk-events.ts'

/** What was asked of a log. */
export interface Asked {
  reads: number
  appends: number
}

/** The clocks of duties over a log, with a clock that the test moves. */
export class DutyBench implements AsyncDisposable {
  readonly clock: MovedClock
  readonly asked: Asked = { reads: 0, appends: 0 }
  /** Told before each append of the keeper; may throw, as a kill would. */
  onAppend: () => void = () => {}
  onSave: () => void = () => {}
  /** Told when the keeper stopped by itself. */
  onStopped: () => void = () => {}
  readonly #folder: string
  readonly #database: SqliteDatabase
  readonly log: EventLog
  readonly checkpoints: CheckpointStore
  #running: { readonly keeper: DutyKeeper; stop(): Promise<void> } | undefined

  private constructor(folder: string, now: Instant) {
    this.#folder = folder
    this.clock = new MovedClock(now)
    this.#database = SqliteDatabase.open(join(folder, 'log.db'))
    this.log = new SqliteEventLog(this.#database, { clock: this.clock, parse: parseRecorded })
    this.checkpoints = new SqliteCheckpointStore(this.#database)
  }

  /** Begins with the table of limits that comes with the program. */
  static async at(now: string): Promise<DutyBench> {
    const folder = await mkdtemp(join(tmpdir(), 'jianwei-duties-'))
    const bench = new DutyBench(folder, now as Instant)
    await publishShippedLimits(bench.log, bench.clock.now())
    return bench
  }

  get keeper(): DutyKeeper {
    if (this.#running === undefined) throw new TypeError('nobody keeps the clocks')
    return this.#running.keeper
  }

  start(): void {
    const stopping = new AbortController()
    const keeper = new DutyKeeper({
      log: this.#counted(),
      checkpoints: this.#watched(),
      clock: this.clock,
      letTimePass: (to) => letTimePassUntil(this.log, to),
    })
    const ended = keeper.run(stopping.signal)
    ended.catch(() => this.onStopped())
    this.#running = {
      keeper,
      async stop() {
        stopping.abort()
        await ended
      },
    }
  }

  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    await running?.stop()
  }

  /** Waits until everything in the log was followed and no mark is behind. */
  async settled(): Promise<void> {
    await eventually(
      async () => {
        const { position, next_at } = this.keeper.view
        const followed = (await eventsOf(this.log)).at(-1)?.position ?? 0
        const isDone = next_at === null || next_at > this.clock.now()
        return position === followed && isDone ? true : undefined
      },
      () => JSON.stringify(this.keeper.view),
    )
  }

  async moveTo(at: string): Promise<void> {
    this.clock.moveTo(at as Instant)
    await this.settled()
  }

  /** Says that what was recorded from a position on was recorded at the time. */
  async correctTimes(first_position: number, at: string): Promise<void> {
    const events = await eventsOf(this.log)
    const first = events.find(({ position }) => position === first_position)
    const data = {
      first_position,
      recorded_as: first?.recorded_at,
      points: [{ position: first_position, at }],
      actor: 'li',
      reason: 'the clock was ahead',
    }
    await appendOne(this.log, RECORDING_TIMES_STREAM, 'any', [
      recordEvent({
        type: 'RecordingTimesCorrected',
        schema_version: 1,
        source: 'urn:example:operator',
        id: `correction-${first_position}`,
        subject_id: 'platform:clock',
        region: null,
        occurred_at: this.clock.now(),
        causation_id: null,
        data,
      }),
    ])
  }

  /** Lets people do something with an alert about `test:<name>`. */
  async alert(name: string, command: AlertCommand): Promise<void> {
    const alert_id = alertIdOf(name)
    await handleCommands(this.log, async () => {
      const alert = await openAlert(this.log, alert_id)
      const at = this.clock.now()
      alert.decide(command, { subject_id: `test:${name}`, region: null, at, causation_id: null })
      return { appends: alert.appends, result: undefined }
    })
  }

  async raise(name: string, level: RiskLevel = 'red'): Promise<void> {
    await this.alert(name, {
      type: 'RaiseAlert',
      data: {
        ...stepOf(name),
        rule_id: 'three-penalties',
        rule_version: 1,
        level,
        warning_ids: [derivedId('warning', name)],
        due_at: null,
        lead: null,
        further_subjects: [],
      },
    })
  }

  async duty(command: DutyCommand): Promise<void> {
    await handleCommands(this.log, async () => {
      const { stream, first } = await loadDuty(this.log, command.data.duty_id)
      const { subject_id = 'test:a', region = null } = first ?? {}
      stream.decide(command, { subject_id, region, at: command.at, causation_id: null })
      return { appends: stream.appends, result: undefined }
    })
  }

  /** What was said of duties, in the log's order. */
  async said(): Promise<readonly RecordedEvent[]> {
    const types = new Set<string>(dutyEvents.map(({ type }) => type))
    return (await eventsOf(this.log)).filter(
      ({ type }) => types.has(type) && type !== 'LimitTablePublished',
    )
  }

  /** The same in short: `DutyOpened sign_for`, `warning`. */
  async told(): Promise<readonly string[]> {
    return (await this.said()).map(({ type, data }) => {
      if (type === 'DutyOpened') return `opened ${String(data['kind'])}`
      if (type === 'DutyMarked') return String(data['mark'])
      if (type === 'DutyMet') return data['is_late'] === true ? 'met late' : 'met'
      return type
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => {})
    await this.log[Symbol.asyncDispose]()
    this.#database[Symbol.dispose]()
    await rm(this.#folder, { recursive: true, force: true })
  }

  #counted(): EventLog {
    const { log, asked } = this
    const read = <Answer>(answer: () => Answer): Answer => {
      asked.reads += 1
      return answer()
    }
    return {
      append: async (appends) => {
        asked.appends += 1
        this.onAppend()
        return log.append(appends)
      },
      read: (stream) => read(() => log.read(stream)),
      find: (ids) => read(() => log.find(ids)),
      amendmentsOf: (ids) => read(() => log.amendmentsOf(ids)),
      follow: (after, options) => read(() => log.follow(after, options)),
      head: () => read(() => log.head()),
      placesAt: (positions) => read(() => log.placesAt(positions)),
      checkpointAt: (position) => read(() => log.checkpointAt(position)),
      newest: () => read(() => log.newest()),
      async [Symbol.asyncDispose]() {},
    }
  }

  #watched(): CheckpointStore {
    const { checkpoints } = this
    return {
      load: (name) => checkpoints.load(name),
      save: async (name, value, expected) => {
        this.onSave()
        return checkpoints.save(name, value, expected)
      },
      remove: (name) => checkpoints.remove(name),
      async [Symbol.asyncDispose]() {},
    }
  }
}

export function stepOf(name: string, actor = 'li') {
  return { alert_id: alertIdOf(name), actor, reason: 'because of the file' }
}
