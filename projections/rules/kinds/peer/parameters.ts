import { z } from 'zod'
import { PERIODS, type Period } from '#/rules/kinds/peer/civil-periods.ts'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { readField, parseSelection } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import { FieldPart, SelectionPart } from '#/rules/language/rule-parts.ts'

/**
 * Kind `peer`: a subject against its peers, on snapshots. A snapshot is taken at the first second
 * of every `every`, from what was known then, and never again. A warning stands for a member of the
 * register at a snapshot at which its number lies far above those of its group (a robust z-score),
 * if it did not at the snapshot before.
 */
export type PeerRule = RuleOf<'peer', PeerParameters>

export interface PeerParameters {
  readonly of: Selection
  /** The field to add up, a whole number; null where facts are counted. */
  readonly amount: string | null
  readonly every: Period
  /** So many whole periods before the snapshot are counted. */
  readonly window_periods: number
  readonly group_by: readonly PeerAttribute[]
  /** A group with fewer members, the subject among them, is not judged. */
  readonly peers_at_least: number
  /** The subject's own number must reach it, however far above the others it lies. */
  readonly at_least: number
  /** In ten-thousandths, so that whole numbers decide. */
  readonly z_at_least_e4: number
  /**
   * What a deviation is measured in where the group's own spread is smaller; in ten-thousandths.
   */
  readonly scale_floor_e4: number
}

export const PEER_ATTRIBUTES = ['industry_code', 'region', 'subject_type', 'category'] as const

export interface PeerAttribute {
  readonly attribute: (typeof PEER_ATTRIBUTES)[number]
  /**
   * So many first characters of the value tell groups apart; null: all of it. The edition after `@`
   * is always kept.
   */
  readonly prefix: number | null
}

export const PEER_WINDOW_PERIODS_MAX = 400
export const PEERS_AT_LEAST_MAX = 1_000_000
export const PEER_AT_LEAST_MAX = 10_000_000_000_000
export const PEER_Z_MAX = 1_000
export const PEER_SCALE_FLOOR_MAX = 10_000_000_000
const PREFIX_MAX = 20
const TEN_THOUSANDTHS = 10_000

/** Reads a decimal to its ten-thousandths. */
function decimalUpTo(max: number) {
  return z
    .number()
    .positive()
    .max(max)
    .transform((value, context) => {
      const scaled = Math.round(value * TEN_THOUSANDTHS)
      if (scaled > 0 && scaled / TEN_THOUSANDTHS === value) return scaled
      context.addIssue({ code: 'custom', message: 'expected at most four decimal places' })
      return z.NEVER
    })
}

const Attribute = z.strictObject({
  attribute: z.enum(PEER_ATTRIBUTES),
  prefix: z.int().min(1).max(PREFIX_MAX).optional(),
})

/** What the file says, before its parts are read. */
export const PeerShape = z.strictObject({
  of: SelectionPart,
  amount: FieldPart.optional(),
  every: z.enum(PERIODS),
  window_periods: z.int().min(1).max(PEER_WINDOW_PERIODS_MAX),
  group_by: z.array(Attribute).min(1).max(PEER_ATTRIBUTES.length),
  peers_at_least: z.int().min(2).max(PEERS_AT_LEAST_MAX),
  at_least: z.int().min(1).max(PEER_AT_LEAST_MAX),
  z_at_least: decimalUpTo(PEER_Z_MAX),
  scale_floor: decimalUpTo(PEER_SCALE_FLOOR_MAX),
})

/**
 * Attributes of which a part of the value means something: the codes of tables that grow by digits.
 */
const WITH_PREFIX = new Set<string>(['industry_code', 'region'])

export function parsePeer(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): PeerParameters | undefined {
  const before = problems.length
  const shape = readPart(PeerShape, input, 'parameters', problems)
  const of = parseSelection(partOf(input, 'of'), 'parameters.of', fields, problems)
  if (shape === undefined || of === undefined) return undefined
  const { amount, group_by, z_at_least, scale_floor, ...rest } = shape
  if (amount !== undefined) {
    const path = 'parameters.amount'
    const kind = readField(amount, path, { fields, events: of.events }, problems)
    if (kind !== undefined && kind !== 'number') {
      problems.push({ path, message: `${amount} is ${kind}: an amount is a number` })
    }
  }
  checkGroups(group_by, problems)
  if (problems.length > before) return undefined
  return {
    ...rest,
    of,
    amount: amount ?? null,
    group_by: group_by.map(({ attribute, prefix }) => ({ attribute, prefix: prefix ?? null })),
    z_at_least_e4: z_at_least,
    scale_floor_e4: scale_floor,
  }
}

function checkGroups(
  group_by: readonly z.infer<typeof Attribute>[],
  problems: RuleProblem[],
): void {
  const seen = new Set<string>()
  for (const [index, { attribute, prefix }] of group_by.entries()) {
    const path = `parameters.group_by[${index}]`
    if (seen.has(attribute)) problems.push({ path, message: `${attribute} is there twice` })
    if (prefix !== undefined && !WITH_PREFIX.has(attribute)) {
      problems.push({
        path: `${path}.prefix`,
        message: `the first characters of ${attribute} mean nothing`,
      })
    }
    seen.add(attribute)
  }
}
