import { DomainError } from '@jianwei/events/errors.ts'
import { fileProblem } from '#/cli/file-problem.ts'

/** What was asked was refused, or could not be had: the message says what to do. */
const REFUSED = 1
/** EX_SOFTWARE of sysexits.h, so that scripts can tell a fault of the program from a refusal. */
const FAULT = 70

export interface Failure {
  readonly message: string
  readonly exitCode: number
}

/** What a command that failed says, and ends with. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), exitCode: FAULT }
  const refusal = error instanceof DomainError ? error.message : fileProblem(error)
  return refusal === undefined
    ? { message: error.stack ?? error.message, exitCode: FAULT }
    : { message: refusal, exitCode: REFUSED }
}
