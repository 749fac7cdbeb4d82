import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { FoundWarning, LedgerWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import {
  SHADOW_LEDGER,
  WARNINGS_LEDGER,
  ledgerDifference,
  type Evaluated,
} from '#/evaluation/ledger.ts'

const evaluated: Evaluated = {
  rule: ruleWith({
    id: 'three-complaints',
    kind: 'count',
    parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
  }),
  boundary: { position: 7 as Position, clock: '2026-03-09T00:00:00.000Z' as Instant },
  ledger: WARNINGS_LEDGER,
}

const warning = (warningId: string): FoundWarning => ({
  warning_id: warningId,
  subject_id: '91350100M000100Y43',
  anchor: `the fact of ${warningId}`,
  anchor_at: '2026-03-01T00:00:00.000Z',
  evidence: ['e1'],
})
const anchorsAt = (anchor_at: string) => ({ data: { anchor_at } })

describe('the difference between what holds and what the ledger says', () => {
  test('a new warning is raised as the first entry of its stream', () => {
    expect(ledgerDifference([warning('a')], [], evaluated)).toMatchObject([
      {
        stream: 'warning-a',
        expected: 'absent',
        events: [{ type: 'WarningRaised', source_event_id: 'a#0', causation_id: 'e1' }],
      },
    ])
  })

  test('a warning that no longer holds is withdrawn', () => {
    const standing: LedgerWarning = { ...warning('a'), standing: true, entries: 1 }
    expect(ledgerDifference([], [standing], evaluated)).toMatchObject([
      { expected: 0, events: [{ type: 'WarningWithdrawn', source_event_id: 'a#1' }] },
    ])
  })

  test('a warning that returns is raised again, after its withdrawal', () => {
    const withdrawn: LedgerWarning = { ...warning('a'), standing: false, entries: 2 }
    expect(ledgerDifference([warning('a')], [withdrawn], evaluated)).toMatchObject([
      { expected: 1, events: [{ type: 'WarningRaised', source_event_id: 'a#2' }] },
    ])
  })

  test('a warning whose anchor a correction moved is withdrawn, then raised where it lies now', () => {
    const standing: LedgerWarning = { ...warning('a'), anchor: 'fact', standing: true, entries: 1 }
    const moved = { ...warning('a'), anchor: 'fact', anchor_at: '2026-03-02T00:00:00.000Z' }
    expect(ledgerDifference([moved], [standing], evaluated)).toMatchObject([
      {
        expected: 0,
        events: [
          { type: 'WarningWithdrawn', source_event_id: 'a#1', ...anchorsAt(standing.anchor_at) },
          { type: 'WarningRaised', source_event_id: 'a#2', ...anchorsAt(moved.anchor_at) },
        ],
      },
    ])
  })

  test('a shadow says the same in streams and with identities of its own', () => {
    expect(
      ledgerDifference([warning('a')], [], { ...evaluated, ledger: SHADOW_LEDGER }),
    ).toMatchObject([
      {
        stream: 'shadow-a',
        events: [{ type: 'ShadowWarningRaised', source_event_id: 'shadow:a#0' }],
      },
    ])
  })

  test('applying the difference once makes a second evaluation say nothing', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'))
    const ledgers = fc.uniqueArray(
      fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), rounds: fc.nat(4) }),
      {
        selector: (entry) => entry.id,
      },
    )
    fc.assert(
      fc.property(ids, ledgers, (foundIds, entries) => {
        const found = foundIds.map(warning)
        const ledger = entries.map(({ id, rounds }) => ({
          ...warning(id),
          standing: rounds % 2 === 1,
          entries: rounds,
        }))
        const after = new Map(ledger.map((entry) => [entry.warning_id, entry]))
        for (const append of ledgerDifference(found, ledger, evaluated)) apply(append, after)
        expect(ledgerDifference(found, [...after.values()], evaluated)).toEqual([])
        const standing = [...after.values()]
          .filter((entry) => entry.standing)
          .map((entry) => entry.warning_id)
        expect(standing.sort()).toEqual([...foundIds].sort())
      }),
    )
  })
})

function apply({ events, expected }: StreamAppend, after: Map<string, LedgerWarning>): void {
  for (const { type, data } of events) {
    const id = String(data['warning_id'])
    const entries = after.get(id)?.entries ?? 0
    if (events.length === 1) expect(expected).toBe(entries === 0 ? 'absent' : entries - 1)
    after.set(id, { ...warning(id), standing: type === 'WarningRaised', entries: entries + 1 })
  }
}
