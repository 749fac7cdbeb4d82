import { existsSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DomainError } from '@jianwei/events/errors.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { LogFileRefused } from '@jianwei/infra/log/sqlite-error.ts'
import type { Clock } from '@jianwei/infra/runtime/clock.ts'
import { openSqliteLog } from '#/composition/open-log.ts'

/** There is no log that could be copied. */
export class NothingToBackUp extends DomainError {
  override readonly name = 'NothingToBackUp'
  readonly code = 'NOTHING_TO_BACK_UP'

  constructor(path: string) {
    super(`${path} is not there: nothing was copied`)
  }
}

export interface LogCopy {
  readonly file: string
  readonly bytes: number
  /** Older copies that were removed. */
  readonly removed: readonly string[]
}

const COPY = /^log-\d{8}T\d{6}Z\.db$/

/**
 * A copy of the log's file, taken while it is written, found whole, and then put beside the older
 * ones, of which the newest `keep` stay. A copy that was not finished never has a copy's name.
 */
export async function backUpLogFile(
  path: string,
  folder: string,
  { clock, keep }: { readonly clock: Clock; readonly keep: number },
): Promise<LogCopy> {
  if (!existsSync(path)) throw new NothingToBackUp(path)
  const file = `log-${clock.now().replaceAll(/[-:]|\.\d+/g, '')}.db`
  const next = join(folder, 'log.db.next')
  SqliteDatabase.remove(next)
  await SqliteDatabase.copy(path, next)
  await assertWhole(next, clock)
  renameSync(next, join(folder, file))
  const older = readdirSync(folder)
    .filter((name) => COPY.test(name))
    .toSorted()
    .slice(0, -keep)
  for (const name of older) SqliteDatabase.remove(join(folder, name))
  return { file, bytes: statSync(join(folder, file)).size, removed: older }
}

async function assertWhole(path: string, clock: Clock): Promise<void> {
  await using copy = openSqliteLog(path, { clock })
  try {
    copy.assertLogWhole({ whole: true })
  } catch (error) {
    if (!(error instanceof LogFileRefused)) throw error
    throw new LogFileRefused(
      path,
      'the copy is damaged, and so perhaps the log: nothing was kept',
      {
        cause: error,
      },
    )
  }
}
