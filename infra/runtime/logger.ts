import type { Clock } from '#/runtime/clock.ts'

/** Log lines are objects with a constant message; what varies is in the fields. Never a secret, a person or a document body. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  /** A logger that adds these fields to each line: who speaks, a correlation id. */
  with(fields: object): Logger
}

/** From the most to the least talkative. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LoggerOptions {
  /** Lines below this level are not written. */
  readonly level: LogLevel
  readonly clock: Clock
  /** Takes one line, with its line break: `(line) => process.stdout.write(line)`. */
  readonly write: (line: string) => void
}

/** One JSON object a line: `time`, `level`, `message`, then the fields. An Error among the fields becomes its name, code, message and stack. */
export function jsonLinesLogger(options: LoggerOptions, base: object = {}): Logger {
  const threshold = LOG_LEVELS.indexOf(options.level)
  const writer =
    (level: LogLevel) =>
    (fields: object, message: string): void => {
      if (LOG_LEVELS.indexOf(level) < threshold) return
      options.write(`${lineOf({ time: options.clock.now(), level, message }, { ...base, ...fields })}\n`)
    }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    with: (fields) => jsonLinesLogger(options, { ...base, ...fields }),
  }
}

function lineOf(head: object, fields: object): string {
  try {
    // The head last, so that no field can take its names; first as well, because the order of first mention stays.
    return JSON.stringify({ ...head, ...fields, ...head }, readable)
  } catch {
    // Circular fields are a mistake of the caller's; the line is still worth having.
    return JSON.stringify({ ...head, fields_unwritable: true })
  }
}

function readable(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (!(value instanceof Error)) return value
  const { name, message, stack, cause } = value
  return {
    name,
    message,
    ...('code' in value ? { code: value.code } : {}),
    stack,
    ...(cause === undefined ? {} : { cause }),
  }
}
