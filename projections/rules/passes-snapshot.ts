import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { periodOfSecond } from '#/rules/civil-periods.ts'
import type { Rule } from '#/rules/rule.ts'

/** Whether the clock, going from one instant to a later one, came to a snapshot of the rule or went past one. */
export function passesSnapshot(rule: Rule, clock: { readonly from: Instant; readonly to: Instant }): boolean {
  if (rule.kind !== 'peer') return false
  const { every } = rule.parameters
  const [from, to] = [clock.from, clock.to].map((at) =>
    periodOfSecond(every, secondOfInstant(at), rule.utc_offset_seconds),
  )
  // Two instants give two periods.
  return from! < to!
}
