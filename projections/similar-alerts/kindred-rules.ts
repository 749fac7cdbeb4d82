import { selectionsOf, type Rule } from '#/rules/rule.ts'

/** Ids of the other rules that look at the same kinds of facts as the rule does, in any version. */
export function kindredRules(rule: Rule, all: readonly Rule[]): readonly string[] {
  const kinds = kindsOf(rule)
  const kindred = all.filter((other) => other.id !== rule.id && kindsOf(other) === kinds)
  return [...new Set(kindred.map(({ id }) => id))].toSorted()
}

function kindsOf(rule: Rule): string {
  const types = new Set(selectionsOf(rule).flatMap(({ events }) => events))
  return [...types].toSorted().join()
}
