import { dueSql } from '#/rules/kinds/expiry/facts-sql.ts'
import { textList } from '#/sql.ts'
import type { Rule } from '#/rules/rule.ts'
import type { SelectedFacts } from '#/rules/versions-sql.ts'

/**
 * For kinds of which a fact is the warning's anchor: the facts that may be, each version with the second `at` in which the warning
 * would lie. A correction may move it while the warning stands. Null for kinds of which an instant is the anchor.
 */
export function anchorFacts(rule: Rule): SelectedFacts | null {
  switch (rule.kind) {
    case 'count':
    case 'sum':
    case 'combination':
    case 'surge':
    case 'score':
    case 'peer':
      return null
    case 'deadline':
      return ofTypes(rule.parameters.duty.events, 'second')
    case 'silence':
      return ofTypes(rule.parameters.of.events, 'second')
    case 'sequence':
      return ofTypes(rule.parameters.followed_by.at(-1)?.of.events ?? [], 'second')
    case 'expiry':
      return ofTypes(rule.parameters.of.events, `assumeNotNull(${dueSql(rule)}) + 1`)
  }
}

function ofTypes(types: readonly string[], at: string): SelectedFacts {
  return { condition: `event_type IN ${textList(types)}`, extra: { at } }
}
