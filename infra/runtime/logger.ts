import { pino, type Logger as PinoLogger } from 'pino'
import { DomainError } from '@jianwei/events/errors.ts'
import { idsOfTraceParent, type TraceParent } from '@jianwei/events/trace-parent.ts'
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
  /** Whose ids each line has beside its fields; undefined outside of a span. Default: nobody's. */
  readonly trace?: () => TraceParent | undefined
  /** Takes each line that is written once more, as an object. */
  readonly also?: ((line: LoggedLine) => void) | undefined
}

/** A line with its fields as plain values. */
export interface LoggedLine {
  readonly level: LogLevel
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/**
 * One JSON object a line: `level`, `time`, the fields, `message`. An Error among the fields becomes
 * its name, code and message; the stack of a fault of the program as well, and at `debug` every
 * stack. Each line is handed over before the call returns, by the thread that calls: what was
 * logged before a crash is not lost.
 */
export function jsonLinesLogger(options: LoggerOptions, base: object = {}): Logger {
  const { level, clock, write, trace, also } = options
  const lines = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${clock.now()}"`,
      formatters: { level: (label) => ({ level: label }), log: writable(level === 'debug') },
      // Errors are made readable wherever they stand among the fields.
      serializers: { err: (error: unknown) => error },
      ...(trace === undefined ? {} : { mixin: () => idsOf(trace()) }),
    },
    { write },
  )
  return loggerWith(also === undefined ? lines : twice(lines, also), base)
}

type Lines = Pick<PinoLogger, LogLevel>

function twice(lines: PinoLogger, also: (line: LoggedLine) => void): Lines {
  const plainFields = writable(lines.isLevelEnabled('debug'))
  const at =
    (level: LogLevel) =>
    (fields: object, message: string): void => {
      lines[level](fields, message)
      if (lines.isLevelEnabled(level))
        also({ level, message, fields: plainFields(fields as Fields) })
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } as Lines
}

function idsOf(trace: TraceParent | undefined): object {
  return trace === undefined ? {} : idsOfTraceParent(trace)
}

/** Without children of pino: a line's field takes the place of one that the logger adds. */
function loggerWith(lines: Lines, base: object): Logger {
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

type Fields = Record<string, unknown>

function writable(stacks: boolean): (fields: Fields) => Fields {
  return (fields) => {
    try {
      const own = Object.entries(fields).filter(([name]) => !HEAD.includes(name))
      return Object.fromEntries(own.map(([name, value]) => [name, plain(value, stacks)]))
    } catch {
      // Circular fields are a mistake of the caller's; the line is still worth having.
      return { fields_unwritable: true }
    }
  }
}

function plain(value: unknown, stacks: boolean): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  const text: string | undefined = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return inner.toString()
    return inner instanceof Error ? told(inner, stacks || isFault(inner)) : inner
  })
  return text === undefined ? undefined : JSON.parse(text)
}

/** What caused a refusal, such as a driver's own error, needs no stack either. */
function told(error: Error, stacks: boolean): Fields {
  const { name, message, stack, cause } = error
  return {
    name,
    message,
    ...('code' in error ? { code: error.code } : {}),
    ...(stacks ? { stack } : {}),
    ...(cause === undefined ? {} : { cause: cause instanceof Error ? told(cause, stacks) : cause }),
  }
}

/** Neither a refusal that has a name, nor one of the operating system: then its place helps. */
function isFault(error: Error): boolean {
  return !(error instanceof DomainError) && !('syscall' in error)
}
