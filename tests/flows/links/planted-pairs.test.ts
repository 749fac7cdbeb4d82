import { afterAll, describe, expect, test } from 'vitest'
import { PROPOSED_SCORE_MIN } from '@jianwei/events/subject-link/scheme.ts'
import { SUBJECTS_AT_ONCE_MAX } from '@jianwei/projections/match-keys/queries.ts'
import { findLinks, worthProposing } from '@jianwei/services/links/find-links.ts'
import { sureLink } from '@jianwei/services/links/propose-links.ts'
import { plantedShops } from '#/support/links/planted-shops.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/** The setting that docs/matching.md recommends to whoever lets links be made by themselves. */
const BY_ITSELF = 0.99
/** Shown beside it. */
const SCORES = [0.9, 0.95, 0.98, BY_ITSELF, 0.999]
const SHOPS = 1_500
const SEEDS = [1, 2, 3, 4, 5]

interface Counts {
  /** Calls that name a shop of the register, and all calls. */
  readonly pairs: number
  readonly calls: number
  /** By the score from which on links are made. */
  readonly linked: readonly Linked[]
  readonly proposed: number
  readonly best_rightly: number
  /** Those whose shop is among what is proposed. */
  readonly found: number
}

interface Linked {
  readonly from: number
  all: number
  rightly: number
}

async function counted(seed: number): Promise<Counts> {
  const { events, truth } = plantedShops(seed, SHOPS)
  const opened = await openWarehouse()
  try {
    await project(opened.warehouse, recordedLog(events))
    const ids = [...truth.keys()]
    const linked = SCORES.map((from): Linked => ({ from, all: 0, rightly: 0 }))
    const counts = { proposed: 0, best_rightly: 0, found: 0 }
    for (let at = 0; at < ids.length; at += SUBJECTS_AT_ONCE_MAX) {
      const page = ids.slice(at, at + SUBJECTS_AT_ONCE_MAX)
      for (const { party, compared } of await findLinks(opened.warehouse, page)) {
        const is = truth.get(party.subject_id) ?? null
        const proposals = worthProposing(compared).map(({ target_id }) => target_id)
        for (const one of linked) {
          const sure = sureLink(compared, one.from)
          if (sure === undefined) continue
          one.all += 1
          if (sure.target_id === is) one.rightly += 1
        }
        if (proposals.length > 0) counts.proposed += 1
        if (is !== null && proposals[0] === is) counts.best_rightly += 1
        if (is !== null && proposals.includes(is)) counts.found += 1
      }
    }
    const pairs = [...truth.values()].filter((is) => is !== null).length
    return { ...counts, linked, pairs, calls: ids.length }
  } finally {
    await opened[Symbol.asyncDispose]()
  }
}

const all: Counts[] = []

afterAll(() => {
  const sum = (of: (counts: Counts) => number): number =>
    all.reduce((total, one) => total + of(one), 0)
  const share = (part: number, whole: number): string => (part / Math.max(whole, 1)).toFixed(3)
  const pairs = sum((one) => one.pairs)
  const rows = SCORES.map((from, at) => {
    const made = sum((one) => one.linked[at]?.all ?? 0)
    const rightly = sum((one) => one.linked[at]?.rightly ?? 0)
    return `  | ${from} | ${made} | ${share(rightly, made)} | ${share(rightly, pairs)} |`
  })
  const proposed = sum((one) => one.proposed)
  const best = sum((one) => one.best_rightly)
  const found = sum((one) => one.found)
  console.log(
    [
      `planted pairs, seeds ${SEEDS.join(', ')}: ${sum((one) => one.calls)} calls, ${pairs} of ` +
        'them of shops in the register',
      '  | by itself from | links | precision | recall |',
      ...rows,
      `  proposed from ${PROPOSED_SCORE_MIN} on: the right one is among them for ` +
        `${share(found, pairs)} of the pairs; the best is right for ${share(best, proposed)} of ` +
        'those with a proposal',
    ].join('\n'),
  )
})

describe.each(SEEDS)('planted pairs of seed %i', (seed) => {
  test('are linked by themselves with precision 0.98, and most are proposed', async () => {
    const counts = await counted(seed)
    all.push(counts)
    const linked = counts.linked.find(({ from }) => from === BY_ITSELF)
    if (linked === undefined) throw new TypeError('the score is among those that are counted')
    expect(linked.rightly / linked.all).toBeGreaterThanOrEqual(0.98)
    expect(linked.rightly / counts.pairs).toBeGreaterThanOrEqual(0.4)
    expect(counts.found / counts.pairs).toBeGreaterThanOrEqual(0.85)
  })
})
