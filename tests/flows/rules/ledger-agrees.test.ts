import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import {
  compareKnowledgePoints,
  knowledgePointIn,
  type Known,
} from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { groupOf, isSnapshotRule } from '@jianwei/projections/rules/rule.ts'
import { HANG_MS } from '#/support/hang.ts'
import { intervalKey, same } from '#/support/rules/agreement.ts'
import { ledgerInProcess } from '#/support/rules/ledger-in-process.ts'
import { anyLog } from '#/support/rules/random-log.ts'
import { rulesOfAllKinds } from '#/support/rules/random-rules.ts'
import { referenceLedger, sourceMoments } from '#/support/rules/reference/reference.ts'
import { TOLD_BESIDE } from '#/support/rules/told-beside.ts'

/** LEDGER_SEED and LEDGER_RUNS repeat a run or make it longer. */
const RUNS = Number(process.env['LEDGER_RUNS'] ?? 25)
const SEED =
  process.env['LEDGER_SEED'] === undefined ? {} : { seed: Number(process.env['LEDGER_SEED']) }
const SUBJECTS = 6

test(
  'the ledger found in the process is that of a replay, in either order of knowing',
  () => {
    let found = 0
    let withdrawn = 0
    const runs = fc.record({ log: anyLog(SUBJECTS), rules: rulesOfAllKinds(2) })
    fc.assert(
      fc.property(runs, ({ log: { events, versions, ...stated }, rules }) => {
        const places = events
          .filter(({ type }) => !TOLD_BESIDE.includes(type))
          .map((event) => knowledgePointIn('source', event))
          .sort(compareKnowledgePoints)
        const ends = [events.length - 1, Math.floor(events.length / 2)]
        const knowns = [
          ...ends.map((index) => ({ by: 'platform', until: platformPoint(events[index]) })),
          { by: 'source', until: places.at(-1) },
          { by: 'source', until: places[Math.floor(places.length / 2)] },
        ]
        for (const one of knowns) {
          // Each has an end, and both are of one order.
          const known = one as Known & { readonly until: object }
          for (const rule of rules) {
            if (isSnapshotRule(rule) || groupOf(rule) !== null) continue
            const moments =
              known.by === 'source'
                ? sourceMoments(rule, versions, known.until, stated)
                : events.slice(0, known.until.position).map(({ position, recorded_at }) => ({
                    knownAt: { by: 'platform', position } as const,
                    clock: instantFromMs(Math.floor(msOfInstant(recorded_at) / 60_000) * 60_000),
                  }))
            const expected = referenceLedger(rule, versions, moments, stated)
            const actual = ledgerInProcess(rule, versions, { known, events, ...stated })
            found += actual.length
            withdrawn += actual.filter((interval) => interval.withdrawn !== null).length
            const until = JSON.stringify(known.until)
            same(rule, versions, actual.map(intervalKey), expected.map(intervalKey), until)
          }
        }
      }),
      { numRuns: RUNS, ...SEED, endOnFailure: true },
    )
    // Where nothing is found, nothing is compared.
    expect(found).toBeGreaterThan(RUNS)
    expect(withdrawn).toBeGreaterThan(RUNS)
  },
  HANG_MS * 3,
)

function platformPoint(event: { readonly position: number } | undefined) {
  return { by: 'platform', position: event?.position ?? 0 } as const
}
