import type { Expectation } from './truth.ts'

/** What a server answered to the lines, beside what the truth expects. */
export interface AnswerSummary {
  readonly answered: number
  readonly accepted: number
  readonly duplicate: number
  readonly quarantined: number
  /** Answers that are not what was expected, with the first of them as a sample. */
  readonly mismatches: number
  readonly sample: readonly string[]
}

/** One line of the answer, as far as it matters here. */
export interface LineAnswer {
  readonly line: number
  readonly status: 'accepted' | 'duplicate' | 'quarantined'
  readonly codes: readonly string[]
}

const SAMPLE_MAX = 10

export interface AnswerComparison {
  compare(answer: LineAnswer, expected: Expectation | undefined): void
  summary(): AnswerSummary
}

export function createAnswerComparison(): AnswerComparison {
  const counts = { accepted: 0, duplicate: 0, quarantined: 0 }
  const sample: string[] = []
  let mismatches = 0
  return {
    compare(answer, expected) {
      counts[answer.status] += 1
      if (expected !== undefined && isExpected(answer, expected)) return
      mismatches += 1
      if (sample.length < SAMPLE_MAX) sample.push(describe(answer, expected))
    },
    summary: () => ({
      answered: counts.accepted + counts.duplicate + counts.quarantined,
      ...counts,
      mismatches,
      sample: [...sample],
    }),
  }
}

function isExpected(answer: LineAnswer, expected: Expectation): boolean {
  if (answer.status !== expected.outcome) return false
  return expected.outcome !== 'quarantined' || answer.codes.includes(expected.code)
}

function describe({ line, status, codes }: LineAnswer, expected: Expectation | undefined): string {
  const wanted = expected === undefined ? 'no such line' : JSON.stringify(expected)
  return `line ${line}: ${status} ${codes.join(' ')}, expected ${wanted}`
}
