import { LogUnavailable } from '@jianwei/events/errors.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'

/**
 * What a log line may say of an error that a request led to: its name, its code and the places in
 * the program. Messages quote what was being read (parsers the text, engines the values), and
 * requests hold what nobody wants in a log; so the message stays out, except that of a log that
 * cannot be written, which speaks of the machine.
 */
export function traceOf(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error }
  return {
    name: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(error instanceof WarehouseError ? { engine_code: error.engineCode } : {}),
    ...(error instanceof LogUnavailable ? { message: error.message } : {}),
    stack: framesOf(error),
    ...(error.cause instanceof Error ? { cause: traceOf(error.cause) } : {}),
  }
}

/**
 * The frames without the message on top of them. A message can have lines that look like frames, so
 * it is cut off first.
 */
function framesOf({ stack = '', message }: Error): string {
  const at = message === '' ? -1 : stack.indexOf(message)
  return (at === -1 ? stack : stack.slice(at + message.length))
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n')
}
