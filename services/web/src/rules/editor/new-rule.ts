import { withValue } from '#/parts/yaml-edit.ts'
import type { RuleRead } from '#/rules/rule-queries.ts'

/** The frame of a rule: the check names what is left to fill in. */
export const NEW_RULE = `id: new-rule
version: 1
title:
  en: ''
  zh: ''
text:
  en: ''
  zh: ''
level: blue
class: template
jurisdiction: CN
owner: ''
review_by: ''
false_positives:
  en: ''
  zh: ''
playbook:
  en: ''
  zh: ''
legal_basis:
  - law: ''
    article: ''
    source: ''
kind: count
parameters:
  of: { events: [PenaltyDecided] }
  at_least: 2
  window: 365 days
tests:
  - name: the second penalty within a year warns
    given:
      - id: p1
        type: PenaltyDecided
        at: '2025-03-01T09:00:00+08:00'
        data: { penalty_types: ['02'] }
      - id: p2
        type: PenaltyDecided
        at: '2025-04-01T09:00:00+08:00'
        data: { penalty_types: ['02'] }
    at: '2025-04-02T00:00:00+08:00'
    expect:
      - { at: '2025-04-01T09:00:00+08:00', evidence: [p1, p2] }
`

/**
 * The text from which a version is written: a draft as it is; of what is locked the same with the
 * next free number.
 */
export function startText(from: RuleRead | undefined, versions: readonly RuleRead[]): string {
  if (from === undefined) return NEW_RULE
  if (from.state === 'drafted') return from.yaml
  const newest = Math.max(...versions.map(({ rule_version }) => rule_version))
  return withValue(from.yaml, ['version'], newest + 1)
}
