import type { RuleRead } from '#/rules/rule-queries.ts'
import { STATES, type LibrarySearch } from '#/rules/rules-search.ts'

/** A facet of the library, and what a rule has of it. */
export const FACETS = {
  state: ({ state }) => state,
  domain: ({ owner }) => owner,
  level: ({ level }) => level,
  kind: ({ kind }) => kind,
  class: (rule) => rule.class,
} as const satisfies Readonly<Record<keyof LibrarySearch, (rule: RuleRead) => string | undefined>>

export type Facet = keyof typeof FACETS

/** By state, those that people work with before all others, then by id and the newest version. */
export function chosenRules(
  rules: readonly RuleRead[],
  search: LibrarySearch,
  text: string,
): readonly RuleRead[] {
  return rules
    .filter((rule) => fits(rule, search) && says(rule, text))
    .toSorted(
      (one, other) =>
        STATES.indexOf(one.state) - STATES.indexOf(other.state) ||
        one.rule_id.localeCompare(other.rule_id) ||
        other.rule_version - one.rule_version,
    )
}

/** The values of a facet with how many rules have them, given what else is chosen. */
export function facetCounts(
  rules: readonly RuleRead[],
  search: LibrarySearch,
  facet: Facet,
): readonly (readonly [value: string, rules: number])[] {
  const { [facet]: chosen, ...others } = search
  const counts = new Map<string, number>(chosen === undefined ? [] : [[chosen, 0]])
  for (const rule of rules) {
    const value = FACETS[facet](rule)
    if (value !== undefined && fits(rule, others)) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts].toSorted(([, one], [, other]) => other - one)
}

function fits(rule: RuleRead, search: LibrarySearch): boolean {
  return (Object.keys(FACETS) as Facet[]).every(
    (facet) => search[facet] === undefined || search[facet] === FACETS[facet](rule),
  )
}

/** Every word of the text stands somewhere in the rule's id, title or law. */
function says({ rule_id, title, legal_basis }: RuleRead, text: string): boolean {
  const laws = (legal_basis ?? []).map(({ law, article }) => `${law} ${article}`)
  const words = [rule_id, title.zh, title.en, ...laws].join('\n').toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word))
}
