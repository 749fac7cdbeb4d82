import type { ProblemBody } from '@jianwei/services/http/problem.ts'

/** The problem as the server says it, with what a route adds. */
export type Problem = ProblemBody & Readonly<Record<string, unknown>>

/** The server answered that it did not do what it was asked. */
export class AskFailed extends Error {
  override readonly name = 'AskFailed'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail ?? problem.title}`)
    this.problem = problem
  }
}

/** No answer came: whether a step was taken is not known until it is asked again. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'

  constructor(address: string, options: ErrorOptions) {
    super(`no answer from ${address}`, options)
  }
}

export function hasCode(error: unknown, code: string): error is AskFailed {
  return error instanceof AskFailed && error.problem.code === code
}

/** Whether the same question may well be answered a moment later. */
export function mayPass(error: unknown): boolean {
  if (error instanceof Unreachable) return true
  return error instanceof AskFailed && [429, 502, 503, 504].includes(error.problem.status)
}

/** Also of an answer that something between here and the server gave. */
export async function problemOf(response: Response): Promise<Problem> {
  const isProblem = response.headers.get('content-type')?.includes('json') === true
  if (isProblem) {
    try {
      return (await response.json()) as Problem
    } catch {
      // Cut off half-way: said as below.
    }
  }
  const { status, statusText } = response
  return {
    type: 'about:blank',
    title: statusText,
    status,
    code: `HTTP_${status}`,
    request_id: response.headers.get('x-request-id') ?? '',
  }
}
