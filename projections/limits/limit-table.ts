import { derivedId } from '@jianwei/events/identity.ts'
import type { Amount, DutyTerms } from '@jianwei/events/duty/terms.ts'
import { offsetSeconds, secondsInForce } from '@jianwei/events/working-days/civil-seconds.ts'
import {
  AlertRowShape,
  amountOf,
  FactRowShape,
  TableShape,
  type Limit,
} from '#/limits/limit-row.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'
import { parseDeadline, type Due } from '#/rules/kinds/deadline/parameters.ts'
import { canonicalJson } from '#/rules/language/canonical-json.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'

export interface LimitTable {
  /** Of everything in it: two contents under one version would be two tables. */
  readonly content_hash: string
  readonly limits: readonly Limit[]
}

export type ParsedLimitTable =
  | { readonly ok: true; readonly table: LimitTable }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] }

/** Reads what the YAML of a table holds. All problems come at once, each with its path. */
export function parseLimitTable(input: unknown): ParsedLimitTable {
  const problems: RuleProblem[] = []
  const shape = readPart(TableShape, input, '', problems)
  if (shape === undefined) return { ok: false, problems }
  const offset = offsetSeconds(shape.utc_offset)
  const limits = shape.limits.flatMap((row, index) =>
    parseRow(row, `limits[${index}]`, offset, problems),
  )
  checkIds(limits, problems)
  if (problems.length > 0) return { ok: false, problems }
  const content_hash = derivedId('limit-table', canonicalJson(input))
  return { ok: true, table: { content_hash, limits } }
}

function parseRow(
  row: unknown,
  path: string,
  offset: number,
  problems: RuleProblem[],
): readonly Limit[] {
  if (partOf(row, 'alert') !== undefined) {
    const shape = readPart(AlertRowShape, row, path, problems)
    if (shape === undefined) return []
    const { id, title, class: kind, basis, in_force, alert, levels, handed_on, within } = shape
    const seconds_in_force = secondsInForce(in_force, offset)
    const terms = termsOf(shape, amountOf(within), offset)
    const common = { id, title, class: kind, basis, in_force, seconds_in_force, terms }
    return [{ ...common, of: 'alert', alert, levels, handed_on }]
  }
  const shape = readPart(FactRowShape, row, path, problems)
  if (shape === undefined) return []
  const own: RuleProblem[] = []
  const parameters = parseDeadline(shape.parameters, CATALOGUE_FIELDS, own)
  problems.push(...own.map((problem) => ({ ...problem, path: `${path}.${problem.path}` })))
  if (parameters === undefined) return []
  const { id, title, class: kind, basis, in_force, judged_by } = shape
  const seconds_in_force = secondsInForce(in_force, offset)
  const terms = termsOf(shape, amountOfDue(parameters.due), offset)
  const common = { id, title, class: kind, basis, in_force, seconds_in_force, terms }
  return [{ ...common, of: 'fact', judged_by, parameters }]
}

type Lengths = Pick<
  ReturnType<typeof FactRowShape.parse>,
  'warning_before' | 'red_card_after' | 'extension' | 'pauses'
>

function termsOf(
  { warning_before, red_card_after, extension, pauses }: Lengths,
  within: Amount | null,
  offset: number,
): DutyTerms {
  return {
    within,
    until: null,
    warning_before: warning_before === undefined ? null : amountOf(warning_before),
    red_card_after: red_card_after === undefined ? null : amountOf(red_card_after),
    extension:
      extension === undefined ? null : { by: amountOf(extension.by), times: extension.times },
    pauses: [...new Set(pauses)],
    utc_offset_minutes: offset / 60,
  }
}

/** Null where the fact carries its end. */
function amountOfDue(due: Due): Amount | null {
  return due.in === 'field' ? null : { count: due.count, in: due.in }
}

/** An id stands for one row on each day; a row of the same id follows when a law changes. */
function checkIds(limits: readonly Limit[], problems: RuleProblem[]): void {
  for (const [index, limit] of limits.entries()) {
    const other = limits.slice(0, index).find(({ id }) => id === limit.id)
    if (other !== undefined && overlap(other, limit)) {
      const message = `${limit.id} stands twice for the same days`
      problems.push({ path: `limits[${index}].in_force`, message })
    }
  }
}

function overlap(one: Limit, other: Limit): boolean {
  const [a, b] = [one.seconds_in_force, other.seconds_in_force]
  const isBefore = (last: number | null, first: number | null): boolean =>
    last !== null && first !== null && last < first
  return !isBefore(a.last, b.first) && !isBefore(b.last, a.first)
}
