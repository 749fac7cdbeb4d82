import { toldIn } from '#/http/answer-language.ts'
import type { Language } from '#/language/language.ts'
import type { RefusedResult } from '#/intake/intake.ts'

/**
 * An answer that only repeats itself is summarised: of lines that are refused for the same reasons
 * the first are answered one by one, the rest in runs, each with the numbers of its first and last
 * line and how many of the lines between them it stands for.
 */
export const SAME_REFUSALS_IN_FULL = 100
/**
 * Combinations of reasons that are remembered; of further ones every line is answered. A sender
 * makes few without meaning to.
 */
const REASONS_REMEMBERED_MAX = 1_000

/** The reasons and the outcome, without what is different for each input. */
export function refusalKey({ status, reasons }: RefusedResult): string {
  return `${status}\n${reasons.map(({ code, path }) => `${code} ${path}`).join('\n')}`
}

interface Run {
  readonly key: string
  readonly result: RefusedResult
  readonly first: number
  last: number
  count: number
}

export interface RefusedLines {
  /**
   * The text of the answer that this line gives now; empty while it belongs to a run that goes on.
   */
  answer(line: number, result: RefusedResult): string
  /** The text of the run that goes on, which ends here. */
  end(): string
}

export function refusedLines(
  language: Language = 'en',
  inFull = SAME_REFUSALS_IN_FULL,
): RefusedLines {
  const seen = new Map<string, number>()
  let run: Run | undefined

  function end(): string {
    if (run === undefined) return ''
    const { first, last, count, result } = run
    const { status, reasons } = result
    run = undefined
    const told = toldIn(language, { lines: { first, last, count }, status, reasons })
    return `${JSON.stringify(told)}\n`
  }

  return {
    answer(line, result) {
      const key = refusalKey(result)
      const before = seen.get(key) ?? 0
      if (before < inFull) {
        if (before > 0 || seen.size < REASONS_REMEMBERED_MAX) seen.set(key, before + 1)
        return `${end()}${JSON.stringify(toldIn(language, { line, ...result }))}\n`
      }
      if (run?.key === key) {
        run.last = line
        run.count += 1
        return ''
      }
      const ended = end()
      run = { key, result, first: line, last: line, count: 1 }
      return ended
    },
    end,
  }
}
