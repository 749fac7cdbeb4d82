import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'

/**
 * The list of what became of each condition and time limit of `docs/domain`:
 * `projections/rules/coverage.yaml`.
 */

const Words = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) })
const RuleIds = z.array(z.string()).min(1)

const Entry = z.union([
  z.strictObject({ about: z.string().min(1), rules: RuleIds, note: Words.optional() }),
  z.strictObject({ about: z.string().min(1), left_out: Words }),
])
export type CoverageEntry = z.infer<typeof Entry>

const Coverage = z.strictObject({
  rules: z.record(z.string(), Entry),
  deadlines: z.record(z.string(), Entry),
  /** Shipped rules that implement neither, and what they are. */
  others: z.record(z.string(), Words),
})
export type Coverage = z.infer<typeof Coverage>

export function readCoverage(): Coverage {
  const path = fileURLToPath(new URL('../../projections/rules/coverage.yaml', import.meta.url))
  return Coverage.parse(parse(readFileSync(path, 'utf8')))
}

/** The rules that an entry names; none where it is left out. */
export function rulesOf(entry: CoverageEntry): readonly string[] {
  return 'rules' in entry ? entry.rules : []
}
