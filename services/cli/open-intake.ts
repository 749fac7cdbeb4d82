import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Instant } from '@jianwei/events/instant.ts'
import { parseRecorded } from '@jianwei/events/parse-recorded.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Quarantine } from '@jianwei/events/ports/quarantine.ts'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { SqliteQuarantine } from '@jianwei/infra/log/sqlite-quarantine.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import type { Config } from '#/config.ts'
import { createIntake, type Intake } from '#/intake/intake.ts'

/** The log and what belongs to it, without a warehouse: the server may run beside this and follows the log by itself. */
export interface OpenIntake extends AsyncDisposable {
  readonly log: EventLog
  readonly quarantine: Quarantine
  readonly checkpoints: CheckpointStore
  readonly intake: Intake
  readonly now: () => Instant
}

/** Creates the log when there is none. */
export function openIntake({ log_path }: Pick<Config, 'log_path'>): OpenIntake {
  mkdirSync(dirname(log_path), { recursive: true })
  const clock = systemClock()
  const now = (): Instant => clock.now()
  const database = SqliteDatabase.open(log_path)
  const log = new SqliteEventLog(database, { clock, parse: parseRecorded })
  const quarantine = new SqliteQuarantine(database)
  const checkpoints = new SqliteCheckpointStore(database)
  return {
    log,
    quarantine,
    checkpoints,
    intake: createIntake({ log, quarantine, now }),
    now,
    async [Symbol.asyncDispose]() {
      await log[Symbol.asyncDispose]()
      database[Symbol.dispose]()
    },
  }
}
