import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ledgerDifference, type FoundWarning, type LedgerWarning } from '#/sentinel/ledger-difference.ts'

const warning = (warningId: string): FoundWarning => ({
  warning_id: warningId,
  subject_id: '91350100M000100Y43',
  anchor: '2026-03-01T00:00:00Z',
  anchor_at: '2026-03-01T00:00:00.000Z',
  evidence: ['e1'],
})

describe('the difference between what holds and what the ledger says', () => {
  test('a new warning is raised as the first entry of its stream', () => {
    expect(ledgerDifference([warning('a')], [])).toEqual([{ kind: 'raised', warning: warning('a'), entries_before: 0 }])
  })

  test('a warning that no longer holds is withdrawn', () => {
    const standing: LedgerWarning = { ...warning('a'), standing: true, entries: 1 }
    expect(ledgerDifference([], [standing])).toEqual([{ kind: 'withdrawn', warning: standing, entries_before: 1 }])
  })

  test('a warning that returns is raised again, after its withdrawal', () => {
    const withdrawn: LedgerWarning = { ...warning('a'), standing: false, entries: 2 }
    expect(ledgerDifference([warning('a')], [withdrawn])).toMatchObject([{ kind: 'raised', entries_before: 2 }])
  })

  test('a warning whose anchor a correction moved is withdrawn, then raised where it lies now', () => {
    const standing: LedgerWarning = { ...warning('a'), anchor: 'fact', standing: true, entries: 1 }
    const moved = { ...warning('a'), anchor: 'fact', anchor_at: '2026-03-02T00:00:00.000Z' }
    expect(ledgerDifference([moved], [standing])).toEqual([
      { kind: 'withdrawn', warning: standing, entries_before: 1 },
      { kind: 'raised', warning: moved, entries_before: 2 },
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
        for (const step of ledgerDifference(found, ledger)) {
          const standing = step.kind === 'raised'
          after.set(step.warning.warning_id, { ...step.warning, standing, entries: step.entries_before + 1 })
        }
        expect(ledgerDifference(found, [...after.values()])).toEqual([])
        const standing = [...after.values()].filter((entry) => entry.standing).map((entry) => entry.warning_id)
        expect(standing.sort()).toEqual([...foundIds].sort())
      }),
    )
  })
})
