import { pino, type Logger as PinoLogger } from 'pino'
import type { Clock } from '#/runtime/clock.ts'

/**
 * Log lines are objects with a constant message; what varies is in the fields. Never a secret, a
 * person or a document body.
 */
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

/**
 * One JSON object a line: `level`, `time`, the fields, `message`. An Error among the fields becomes
 * its name, code, message and stack. Each line is handed over before the call returns, by the
 * thread that calls: what was logged before a crash is not lost.
 */
export function jsonLinesLogger({ level, clock, write }: LoggerOptions, base: object = {}): Logger {
  const lines = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${clock.now()}"`,
      formatters: { level: (label) => ({ level: label }), log: writable },
      // Errors are made readable wherever they stand among the fields.
      serializers: { err: (error: unknown) => error },
    },
    { write },
  )
  return loggerWith(lines, base)
}

/** Without children of pino: a line's field takes the place of one that the logger adds. */
function loggerWith(lines: PinoLogger, base: object): Logger {
  return {
    debug: (fields, message) => lines.debug({ ...base, ...fields }, message),
    info: (fields, message) => lines.info({ ...base, ...fields }, message),
    warn: (fields, message) => lines.warn({ ...base, ...fields }, message),
    error: (fields, message) => lines.error({ ...base, ...fields }, message),
    with: (fields) => loggerWith(lines, { ...base, ...fields }),
  }
}

/** No field can take the name of the time, the level or the message. */
const HEAD: readonly string[] = ['time', 'level', 'message']

function writable(fields: Record<string, unknown>): Record<string, unknown> {
  try {
    const own = Object.entries(fields).filter(([name]) => !HEAD.includes(name))
    return Object.fromEntries(own.map(([name, value]) => [name, plain(value)]))
  } catch {
    // Circular fields are a mistake of the caller's; the line is still worth having.
    return { fields_unwritable: true }
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  const text: string | undefined = JSON.stringify(value, readable)
  return text === undefined ? undefined : JSON.parse(text)
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
