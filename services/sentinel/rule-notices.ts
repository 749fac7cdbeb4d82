import type { UnreadableRule } from '#/rule-book.ts'

/** What operators should hear of the rules in the log. */
export const DIFFERING_RULES =
  'rules of the packs differ from what the log holds under their version; the log is what counts'

interface Warner {
  warn(fields: object, message: string): void
}

/** Tells of a rule that does not load once, not at every round. */
export function unreadableTeller(logger: Warner): (unreadable: readonly UnreadableRule[]) => void {
  const told = new Set<string>()
  return (unreadable) => {
    for (const rule of unreadable) {
      const name = `${rule.rule_id}@${rule.rule_version}`
      if (told.has(name)) continue
      told.add(name)
      logger.warn({ ...rule }, 'a rule in the log does not load and is not evaluated')
    }
  }
}
