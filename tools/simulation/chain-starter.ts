import { CHAINS, type Chain } from './chains/chain-list.ts'
import { register } from './chains/registration.ts'
import { endOf, startOf, type SimulationOptions } from './options.ts'
import { randomOf, type Random } from './random.ts'
import { momentOf } from './seasons.ts'
import { SLICE_MS, sliceOf } from './slices.ts'
import type { Stage } from './stage.ts'

const DAYS_A_YEAR = 365

/**
 * Starts the chains of a slice. The weights are set so that the whole stream has about the number
 * of facts asked for.
 */
export function chainStarter(options: SimulationOptions, stage: Stage): (slice: number) => void {
  const random = randomOf(options.seed, 'starts')
  const facts = (options.subjects * options.activity * options.days) / DAYS_A_YEAR
  const rates = startRates(options, facts)
  return (slice) => {
    const moment = momentOf(slice * SLICE_MS)
    for (const { chain, startsPerUnit } of rates) {
      const starts = startsPerUnit * chain.rhythm(moment)
      for (let left = Math.floor(starts + random.fraction()); left > 0; left--) {
        startOne(stage, chain, slice * SLICE_MS + random.below(SLICE_MS), random)
      }
    }
  }
}

function startOne(stage: Stage, chain: Chain, at: number, random: Random): void {
  const subject = chain.monitored
    ? stage.subjects.drawMonitored(random)
    : stage.subjects.draw(random)
  if (stage.subjects.hasLeft(subject)) return
  if (stage.subjects.meet(subject)) register(stage, subject, at)
  chain.start(stage, stage.matter(subject), at)
}

/** How many starts one unit of each chain's rhythm stands for. */
function startRates(
  options: SimulationOptions,
  facts: number,
): { chain: Chain; startsPerUnit: number }[] {
  const units = CHAINS.map(() => 0)
  const end = sliceOf(endOf(options))
  for (let slice = sliceOf(startOf(options)); slice <= end; slice++) {
    const moment = momentOf(slice * SLICE_MS)
    // One unit for each chain, by index.
    CHAINS.forEach((chain, index) => (units[index]! += chain.rhythm(moment)))
  }
  return CHAINS.map((chain, index) => ({
    chain,
    startsPerUnit: (facts * chain.share) / chain.factsMean / units[index]!,
  }))
}
