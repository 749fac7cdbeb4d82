import { isWithin } from '@jianwei/events/access/scope.ts'
import { scopeOf } from '#/access/scope.ts'
import { addresseesOf, type DomainOf } from '#/alert-changes/alert-changes.ts'
import type { MaySeeAlert } from '#/desk/alert-steps.ts'

/** Whoever has files; whether their role may take a step the permissions of its address say. */
const READERS = ['supervisor', 'regulator', 'analyst'] as const

/**
 * Who may see an alert, judged by its stream: also one that was raised a moment ago, which the
 * warehouse does not hold yet.
 */
export function maySeeAlertWithin(domainOf: DomainOf): MaySeeAlert {
  return async (principal, { alert, region, department, lead_domain }) => {
    const { rule_id, rule_version } = alert
    const domain =
      rule_id === null || rule_version === null
        ? lead_domain
        : await domainOf(rule_id, rule_version)
    const addressees = addresseesOf(alert)
    return isWithin(scopeOf(principal, READERS), { region, department, domain, addressees })
  }
}
