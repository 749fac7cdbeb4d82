import fc from 'fast-check'
import { ALL_KINDS } from '@jianwei/projections/rules/kinds/all-kinds.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import { reachOf, RULE_KINDS, type Rule } from '@jianwei/projections/rules/rule.ts'
import {
  anySelection,
  filterOf,
  RANDOM_FIELDS,
  subjectComparison,
  window,
} from '#/support/rules/random-parts.ts'
import { PLAIN_HEADER } from '#/support/rules/rule-with.ts'

const inForce = fc.constantFrom(
  {},
  {},
  {},
  { from: '2026-09-28' },
  { to: '2026-10-08' },
  { from: '2026-12-20', to: '2026-12-24' },
)

const anyException = fc.oneof(
  fc.record({ subject: filterOf(subjectComparison) }),
  fc.record({ while: fc.record({ of: anySelection, within: window }) }),
)

/** In half of the rules none; the names are those of their indices. */
const exceptions = fc.oneof(
  fc.constant([]),
  fc
    .array(anyException, { minLength: 1, maxLength: 3 })
    .map((list) =>
      list.map((one, index) => ({ name: `exception-${index}`, ...EXCEPTION, ...one })),
    ),
)
const EXCEPTION = {
  title: { en: 'Excepted', zh: '例外' },
  reason: { en: 'By chance.', zh: '随机。' },
}

/** The random parameters of every kind, as its folder has them. */
const PARAMETERS = new Map(
  await Promise.all(
    RULE_KINDS.map(async (kind) => {
      const file = `@jianwei/projections/rules/kinds/${kind}/parameters.arbitrary.ts`
      // Every such file exports the parameters of its kind.
      const { parameters } = (await import(file)) as { readonly parameters: fc.Arbitrary<unknown> }
      return [kind, parameters] as const
    }),
  ),
)

/** So many rules of every kind; each of them loads, and has an id of its own. */
export function rulesOfAllKinds(ofEach: number): fc.Arbitrary<readonly Rule[]> {
  const kinds = chosenKinds().flatMap((kind) => Array.from({ length: ofEach }, () => anyRule(kind)))
  return fc
    .tuple(...kinds)
    .map((rules) => rules.map((rule, index): Rule => ({ ...rule, id: `${rule.kind}-${index}` })))
}

/** RULES_KINDS names the kinds to try, for a longer look at them; all of them otherwise. */
export function chosenKinds(): readonly Rule['kind'][] {
  const only = process.env['RULES_KINDS']?.split(',')
  return RULE_KINDS.filter((kind) => only?.includes(kind) ?? true)
}

/** A rule of the kind, which loads. */
export function anyRule(kind: Rule['kind']): fc.Arbitrary<Rule> {
  const offset = fc.constantFrom('+08:00', '+00:00', '-03:30')
  const before = fc.constantFrom('counted', 'not_counted')
  const looksBack = ALL_KINDS.some((one) => one.name === kind && one.lookBackSeconds !== null)
  const parameters = PARAMETERS.get(kind)
  if (parameters === undefined) throw new TypeError(`no random parameters of the kind ${kind}`)
  const parts = {
    parameters,
    in_force: inForce,
    utc_offset: offset,
    exceptions,
    before,
  }
  return fc.record(parts).map(({ before, exceptions, ...specific }) => {
    const choice = looksBack && 'from' in specific.in_force ? { facts_before_in_force: before } : {}
    const rule = loaded({ ...PLAIN_HEADER, kind, ...specific, ...choice })
    return reachOf(rule) === 'subject'
      ? loaded({ ...PLAIN_HEADER, kind, ...specific, ...choice, exceptions })
      : rule
  })
}

function loaded(input: unknown): Rule {
  const parsed = parseRule(input, RANDOM_FIELDS)
  if (!parsed.ok)
    throw new TypeError(`a random rule does not load: ${JSON.stringify(parsed.problems)}`)
  return parsed.rule
}
