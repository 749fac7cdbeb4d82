import { DomainError, LogUnavailable } from '@jianwei/events/errors.ts'

/**
 * The file cannot serve as a log: another program's, a newer version's, or damaged. Nothing in it
 * was changed.
 */
export class LogFileRefused extends DomainError {
  override readonly name = 'LogFileRefused'
  readonly code = 'LOG_FILE_REFUSED'

  constructor(path: string, problem: string, options: { cause?: unknown } = {}) {
    super(`${path} cannot be used as the log: ${problem}`, options)
  }
}

// https://www.sqlite.org/rescode.html
const BUSY = 5
const CORRUPT = 11
const NOT_A_DATABASE = 26
/**
 * Conditions of the machine that may pass: busy, locked, out of memory, read-only, I/O error, disk
 * full, cannot open, protocol.
 */
const PASSING: ReadonlySet<number> = new Set([BUSY, 6, 7, 8, 10, 13, 14, 15])

/**
 * An extended code: the shared index of the write-ahead log cannot be made larger. The engine calls
 * it a disk I/O error.
 */
const IOERR_SHMSIZE = 4_874

/**
 * What a failure of the driver means to a caller. Anything else is a bug and comes back as it is.
 */
export function translated(error: unknown, path = 'the file'): unknown {
  const code = resultCodeOf(error)
  if (code === undefined) return error
  const told = error instanceof Error ? error.message : String(error)
  const problem =
    extendedCodeOf(error) === IOERR_SHMSIZE ? `${told}, most likely because the disk is full` : told
  if (code === NOT_A_DATABASE)
    return new LogFileRefused(path, 'it is not an SQLite database', { cause: error })
  if (code === CORRUPT) return new LogFileRefused(path, 'it is damaged', { cause: error })
  return PASSING.has(code) ? new LogUnavailable(problem, { cause: error }) : error
}

export function isSqliteBusy(error: unknown): boolean {
  return resultCodeOf(error) === BUSY
}

/** The primary result code: extended codes keep it in their low byte. */
function resultCodeOf(error: unknown): number | undefined {
  const code = extendedCodeOf(error)
  return code === undefined ? undefined : code & 0xff
}

function extendedCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined
  return error.errcode
}
