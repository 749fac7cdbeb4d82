import type { Rule } from '#/rules/rule.ts'

/** What is wrong with `depends_on`, which only the rules together can tell. */
export interface DependencyProblem {
  readonly rule: Rule
  /** Where in the rule's file. */
  readonly path: string
  readonly message: string
}

/** A rule depends on silence rules that are among the same rules, and not on itself. */
export function dependencyProblems(rules: readonly Rule[]): readonly DependencyProblem[] {
  return rules.flatMap((rule) =>
    rule.depends_on.flatMap((id, index): DependencyProblem[] => {
      const named = rules.filter((other) => other.id === id)
      const path = `depends_on[${index}]`
      if (id === rule.id) return [{ rule, path, message: 'a rule cannot depend on itself' }]
      if (named.length === 0) return [{ rule, path, message: `there is no rule with the id ${id}` }]
      if (named.every((other) => other.kind === 'silence')) return []
      return [{ rule, path, message: `${id} is no silence rule, so nothing can be silent` }]
    }),
  )
}
