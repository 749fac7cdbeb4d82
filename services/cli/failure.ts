import { DomainError } from '@jianwei/events/errors.ts'
import { EXIT } from '#/cli/exit-codes.ts'
import { fileProblem } from '#/cli/file-problem.ts'
import { listenProblem } from '#/http/listening-address.ts'

export interface Failure {
  readonly message: string
  readonly exitCode: number
}

/** What a command that failed says, and ends with. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), exitCode: EXIT.fault }
  const refusal =
    error instanceof DomainError ? error.message : (listenProblem(error) ?? fileProblem(error))
  return refusal === undefined
    ? { message: error.stack ?? error.message, exitCode: EXIT.fault }
    : { message: refusal, exitCode: EXIT.refused }
}
