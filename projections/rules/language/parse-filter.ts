import { z } from 'zod'
import { CivilDateSchema, InstantSchema } from '@jianwei/events/instant.ts'
import type { FieldKind, FieldsOfTypes } from '#/rules/language/fields.ts'
import { RANGE_OPERATORS, type Filter, type Selection } from '#/rules/language/filter.ts'
import { readPart, type RuleProblem } from '#/rules/language/problems.ts'
import { isSubjectField, subjectFields } from '#/rules/language/subject-fields.ts'
import { EventTypePart, FilterPart } from '#/rules/language/rule-parts.ts'

export const FILTER_DEPTH_MAX = 8
export const FILTER_VALUES_MAX = 1_000
export const SELECTION_EVENTS_MAX = 50

export const OPERATORS = [
  'eq',
  'in',
  ...RANGE_OPERATORS,
  'starts_with',
  'includes',
  'contains',
  'exists',
] as const
export type Operator = (typeof OPERATORS)[number]

/** What a selection is read against. */
interface Reading {
  readonly fields: FieldsOfTypes
  readonly events: readonly string[]
  /** Whether there is no event, only a subject. */
  readonly subject_alone: boolean
  readonly problems: RuleProblem[]
}

export const SelectionShape = z.strictObject({
  events: z.array(EventTypePart).min(1).max(SELECTION_EVENTS_MAX),
  where: FilterPart.optional(),
})

/** Undefined when something is wrong; what it is has then been added to `problems`, all of it. */
export function parseSelection(
  input: unknown,
  path: string,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): Selection | undefined {
  const shape = readPart(SelectionShape, input, path, problems)
  if (shape === undefined) return undefined
  const before = problems.length
  const known = shape.events.filter((type, index) => {
    if (fields.has(type)) return true
    problems.push({
      path: `${path}.events[${index}]`,
      message: `the catalogue has no fact of the type ${type}`,
    })
    return false
  })
  const reading = { fields, events: known, subject_alone: false, problems }
  const where =
    shape.where === undefined ? undefined : parseFilter(shape.where, `${path}.where`, reading, 1)
  if (problems.length > before) return undefined
  return where === undefined ? { events: shape.events } : { events: shape.events, where }
}

/**
 * The kind of a field that a rule names outside a filter; every one of the event types must have
 * it.
 */
export function readField(
  field: string,
  path: string,
  selection: { readonly fields: FieldsOfTypes; readonly events: readonly string[] },
  problems: RuleProblem[],
): FieldKind | undefined {
  const kinds = new Set<FieldKind>()
  for (const type of selection.events) {
    const fieldsOfType = selection.fields.get(type)
    // An unknown type is a problem of its own, which was reported where it stands.
    if (fieldsOfType === undefined) continue
    const kind = fieldsOfType.get(field)
    if (kind === undefined) problems.push({ path, message: `${type} has no field ${field}` })
    else kinds.add(kind)
  }
  if (kinds.size > 1)
    problems.push({ path, message: `${field} is ${[...kinds].join(' and ')} in these event types` })
  return kinds.size === 1 ? [...kinds][0] : undefined
}

/** A condition on the subject alone: no event is there whose fields it could name. */
export function parseSubjectFilter(
  input: unknown,
  path: string,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): Filter | undefined {
  return parseFilter(input, path, { fields, events: [], subject_alone: true, problems }, 1)
}

function readSubjectField(
  field: string,
  path: string,
  { fields, problems }: Reading,
): FieldKind | undefined {
  const known = subjectFields(fields)
  const kind = known.get(field)
  if (kind !== undefined) return kind
  return refuse(
    problems,
    path,
    `no fact says ${field} of a subject; there are ${[...known.keys()].join(', ')}`,
  )
}

function parseFilter(
  input: unknown,
  path: string,
  reading: Reading,
  depth: number,
): Filter | undefined {
  const { problems } = reading
  if (depth > FILTER_DEPTH_MAX)
    return refuse(problems, path, `filters nest at most ${FILTER_DEPTH_MAX} deep`)
  if (!isRecord(input))
    return refuse(problems, path, 'expected a condition such as `{ field: region, eq: … }`')
  if ('field' in input) return parseComparison(input, path, reading)
  const [key, ...more] = Object.keys(input)
  if (more.length > 0 || (key !== 'all' && key !== 'any' && key !== 'not')) {
    return refuse(
      problems,
      path,
      'expected `field` with one comparison, or one of `all`, `any`, `not`',
    )
  }
  const content = input[key]
  if (key === 'not') {
    const inner = parseFilter(content, `${path}.not`, reading, depth + 1)
    return inner && { not: inner }
  }
  if (!Array.isArray(content) || content.length === 0) {
    return refuse(problems, `${path}.${key}`, 'expected a list with at least one condition')
  }
  const parts = content.map((part, index) =>
    parseFilter(part, `${path}.${key}[${index}]`, reading, depth + 1),
  )
  if (!parts.every((part) => part !== undefined)) return undefined
  return key === 'all' ? { all: parts } : { any: parts }
}

function parseComparison(
  input: Record<string, unknown>,
  path: string,
  reading: Reading,
): Filter | undefined {
  const { problems } = reading
  const { field, ...rest } = input
  const [operator, ...more] = Object.keys(rest)
  if (typeof field !== 'string')
    return refuse(problems, `${path}.field`, 'expected the path of a field')
  if (operator === undefined || more.length > 0 || !isOperator(operator)) {
    return refuse(
      problems,
      path,
      `expected exactly one of ${OPERATORS.join(', ')} beside \`field\``,
    )
  }
  const kind =
    isSubjectField(field) || reading.subject_alone
      ? readSubjectField(field, `${path}.field`, reading)
      : readField(field, `${path}.field`, reading, problems)
  if (kind === undefined) return undefined
  const schema = OPERANDS[operator](kind)
  if (schema === undefined)
    return refuse(
      problems,
      `${path}.${operator}`,
      `${field} is ${kind}: ${operator} says nothing of it`,
    )
  const operand = readPart(schema, rest[operator], `${path}.${operator}`, problems)
  // The schema of the operator gave the operand its type.
  return operand === undefined ? undefined : ({ field, [operator]: operand } as unknown as Filter)
}

/**
 * What may stand beside an operator for a field of a kind; undefined where the two do not go
 * together.
 */
export const OPERANDS: Readonly<Record<Operator, (kind: FieldKind) => z.ZodType | undefined>> = {
  eq: scalarOf,
  in: (kind) => {
    const scalar = scalarOf(kind)
    return scalar && z.array(scalar).min(1).max(FILTER_VALUES_MAX)
  },
  gt: ordered,
  gte: ordered,
  lt: ordered,
  lte: ordered,
  starts_with: (kind) => (kind === 'text' ? Text.min(1) : undefined),
  includes: (kind) => (kind === 'text' ? Text.min(1) : undefined),
  contains: (kind) => (kind === 'texts' ? Text : kind === 'numbers' ? z.number() : undefined),
  exists: () => z.boolean(),
}

// A lone surrogate cannot be written in UTF-8, and a NUL ends texts in too many places to be worth
// allowing.
const Text = z
  .string()
  .refine((value) => value.isWellFormed() && !value.includes('\0'), 'expected plain text')

function scalarOf(kind: FieldKind): z.ZodType | undefined {
  if (kind === 'text') return Text
  if (kind === 'boolean') return z.boolean()
  return ordered(kind)
}

function ordered(kind: FieldKind): z.ZodType | undefined {
  if (kind === 'number') return z.number()
  if (kind === 'date') return CivilDateSchema
  return kind === 'instant' ? InstantSchema : undefined
}

function isOperator(key: string): key is Operator {
  return (OPERATORS as readonly string[]).includes(key)
}

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}

function refuse(problems: RuleProblem[], path: string, message: string): undefined {
  problems.push({ path, message })
  return undefined
}
