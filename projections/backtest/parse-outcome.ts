import { z } from 'zod'
import { isNestedTooDeep, NESTING_PROBLEM } from '@jianwei/events/nesting.ts'
import {
  SEEN_WITHIN_SECONDS,
  type NextOutcome,
  type Outcome,
  type OutcomeNames,
  type WithinOutcome,
} from '#/backtest/outcome.ts'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import { subjectComparisons } from '#/rules/language/subject-comparisons.ts'
import { parseSelection, readField } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'
import { WindowSchema } from '#/rules/language/window.ts'

export const OUTCOME_MATCH_FIELDS_MAX = 5

export type ParsedOutcome =
  | { readonly ok: true; readonly outcome: Outcome }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] }

const Title = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) })
const Names = {
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected small letters, digits and hyphens')
    .optional(),
  title: Title.optional(),
  reported_within: WindowSchema.optional(),
}
const WithinShape = z.strictObject({
  ...Names,
  events: z.unknown().optional(),
  where: z.unknown().optional(),
  within: WindowSchema,
  seen_within: WindowSchema.optional(),
})
const NextShape = z.strictObject({
  ...Names,
  next: z.strictObject({
    of: z.unknown().optional(),
    is: z.unknown().optional(),
    has: z.unknown().optional(),
    match: z.array(z.string()).min(1).max(OUTCOME_MATCH_FIELDS_MAX).optional(),
  }),
})

/** Reads what an outcome's YAML holds. All problems come at once, each with its path. */
export function parseOutcome(
  input: unknown,
  fields: FieldsOfTypes = CATALOGUE_FIELDS,
): ParsedOutcome {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      ok: false,
      problems: [
        {
          path: '',
          message: 'expected an outcome, such as `{ events: [PenaltyDecided], within: 180 days }`',
        },
      ],
    }
  }
  if (isNestedTooDeep(input))
    return { ok: false, problems: [{ path: '', message: NESTING_PROBLEM }] }
  const problems: RuleProblem[] = []
  const outcome =
    partOf(input, 'next') === undefined
      ? parseWithin(input, fields, problems)
      : parseNext(input, fields, problems)
  if (outcome !== undefined) refuseSubjects(outcome, problems)
  if (outcome !== undefined && problems.length === 0) return { ok: true, outcome }
  // Parts that stand at the top have no path of their own.
  return {
    ok: false,
    problems: problems.map(({ path, message }) => ({ path: path.replace(/^\./, ''), message })),
  }
}

/** An outcome is what happened, whatever the subject was: its facts are counted as they stand. */
function refuseSubjects(outcome: Outcome, problems: RuleProblem[]): void {
  const answer =
    outcome.form === 'within'
      ? undefined
      : 'is' in outcome.answer
        ? outcome.answer.is
        : outcome.answer.has.where
  const asked = subjectComparisons([outcome.of.where, answer])
  const fields = asked.map(({ field }) => field).join(', ')
  if (asked.length > 0)
    problems.push({ path: '', message: `an outcome does not ask what the subject was: ${fields}` })
}

function parseWithin(
  input: object,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): Outcome | undefined {
  const shape = readPart(WithinShape, input, '', problems)
  const where = partOf(input, 'where')
  const selected = { events: partOf(input, 'events'), ...(where === undefined ? {} : { where }) }
  const of = parseSelection(selected, '', fields, problems)
  if (shape === undefined || of === undefined) return undefined
  const { within: within_seconds, seen_within: seen_within_seconds = SEEN_WITHIN_SECONDS } = shape
  const form: WithinOutcome = { form: 'within', of, within_seconds, seen_within_seconds }
  return { ...namesOf(shape), ...form }
}

function parseNext(
  input: object,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): Outcome | undefined {
  const shape = readPart(NextShape, input, '', problems)
  const next = partOf(input, 'next')
  const of = parseSelection(partOf(next, 'of'), 'next.of', fields, problems)
  const answer = parseAnswer(next, of, fields, problems)
  if (shape === undefined || of === undefined || answer === undefined) return undefined
  const form: NextOutcome = { form: 'next', of, answer }
  return { ...namesOf(shape), ...form }
}

function parseAnswer(
  next: unknown,
  of: NextOutcome['of'] | undefined,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): NextOutcome['answer'] | undefined {
  const is = partOf(next, 'is')
  const has = partOf(next, 'has')
  if ((is === undefined) === (has === undefined)) {
    problems.push({
      path: 'next',
      message: 'expected exactly one of `is` (a condition) and `has` (a selection)',
    })
    return undefined
  }
  const match = matchOf(next)
  if (is !== undefined) {
    if (partOf(next, 'match') !== undefined)
      problems.push({
        path: 'next.match',
        message: '`match` ties `has` to `of`; `is` looks at the fact itself',
      })
    // A condition is read as part of the selection whose facts it looks at.
    const events = of?.events ?? []
    const read =
      events.length === 0
        ? undefined
        : parseSelection({ events, where: is }, 'next.is', fields, problems)
    const isFilter = read?.where
    return isFilter === undefined || partOf(next, 'match') !== undefined
      ? undefined
      : { is: isFilter }
  }
  const other = parseSelection(has, 'next.has', fields, problems)
  if (of === undefined || other === undefined) return undefined
  const before = problems.length
  for (const [index, field] of match.entries()) {
    const path = `next.match[${index}]`
    const kind = readField(
      field,
      path,
      { fields, events: [...of.events, ...other.events] },
      problems,
    )
    if (kind === 'other' || kind === 'texts' || kind === 'numbers')
      problems.push({ path, message: `${field} is ${kind}: it cannot tie facts together` })
  }
  return problems.length > before ? undefined : { has: other, match }
}

function matchOf(next: unknown): readonly string[] {
  const match = partOf(next, 'match')
  // What is not a list of texts is a problem of the shape, which was reported.
  return Array.isArray(match) ? match.filter((field) => typeof field === 'string') : []
}

function namesOf(shape: {
  readonly id?: string | undefined
  readonly title?: OutcomeNames['title'] | undefined
  readonly reported_within?: number | undefined
}): OutcomeNames {
  return {
    id: shape.id ?? null,
    title: shape.title ?? null,
    reported_within_seconds: shape.reported_within ?? 0,
  }
}
