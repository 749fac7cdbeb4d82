import { chainStarter } from './chain-starter.ts'
import { plantStories } from './chains/turned-bad.ts'
import { createDelivery, type Transmission } from './delivery.ts'
import { createLineWriter, type SimulatedLine } from './line-writer.ts'
import { endOf, startOf, type SimulationOptions } from './options.ts'
import { districtsOf } from './province.ts'
import { randomOf } from './random.ts'
import { createReporters } from './reporters.ts'
import { sliceOf } from './slices.ts'
import { createStage, type Stage } from './stage.ts'
import { createSubjectPool } from './subjects.ts'
import { createTimeline, type Timeline } from './timeline.ts'
import type { TruthRecord } from './truth.ts'

/**
 * The stream is made slice by slice. In a slice, (1) as many chains start as season and weight say,
 * (2) steps of running chains that are due happen, each reporting facts and planning further steps,
 * (3) the lines that arrive in the slice are put in order of arrival and given out. What waits for
 * a later slice is all that is held.
 */

/**
 * Lines on their way. When it is reached nobody is late any more, and nothing is repeated or
 * spoilt, until lines arrive.
 */
export const WAITING_LINES_MAX = 400_000
/** Steps planned. When it is reached no chain starts until steps have happened. */
export const WAITING_STEPS_MAX = 1_000_000

/**
 * The stream of a province. The same options give the same lines; `note` gets the truth while they
 * are made.
 */
export function* simulate(
  options: SimulationOptions,
  note: (record: TruthRecord) => void = () => {},
): Generator<SimulatedLine, void, void> {
  const startMs = startOf(options)
  const endMs = endOf(options)
  const steps = createTimeline<() => void>()
  const lines = createTimeline<Transmission>()
  const writer = createLineWriter(note)
  const stage = stageOf(options, steps, lines, note)
  const startChains = chainStarter(options, stage)
  note({ record: 'run', options })
  const tellStories = plantStories(stage, {
    ...options,
    startMs,
    random: randomOf(options.seed, 'stories'),
  })

  const end = sliceOf(endMs)
  for (let slice = sliceOf(startMs); slice <= end; slice++) {
    if (steps.size < WAITING_STEPS_MAX) startChains(slice)
    steps.take(slice, (step) => step())
    yield* writer.write(arrivals(lines, slice))
  }
  for (const slice of lines.remaining()) yield* writer.write(arrivals(lines, slice))
  for (const story of tellStories()) note(story)
  note(writer.totals())
}

/** The whole of a small stream at once, for tests. */
export function simulateWhole(options: SimulationOptions): {
  lines: SimulatedLine[]
  truth: TruthRecord[]
} {
  const truth: TruthRecord[] = []
  const lines = [...simulate(options, (record) => truth.push(record))]
  return { lines, truth }
}

function stageOf(
  options: SimulationOptions,
  steps: Timeline<() => void>,
  lines: Timeline<Transmission>,
  note: (record: TruthRecord) => void,
): Stage {
  const districts = districtsOf(options.province)
  const endMs = endOf(options)
  const delivery = createDelivery({
    seed: options.seed,
    rates: options,
    endMs,
    send(transmission) {
      if (lines.size < WAITING_LINES_MAX) lines.add(sliceOf(transmission.arrivalMs), transmission)
      else if (transmission.form.kind === 'first') lines.add(0, transmission)
    },
  })
  return createStage({
    random: randomOf(options.seed, 'chains'),
    subjects: createSubjectPool({ ...options, districts }),
    reporters: createReporters(districts),
    endMs,
    later: (atMs, step) => steps.add(sliceOf(atMs), step),
    delivery,
    note,
  })
}

function arrivals(lines: Timeline<Transmission>, slice: number): Transmission[] {
  const arrived: Transmission[] = []
  lines.take(slice, (transmission) => void arrived.push(transmission))
  // The sort is stable: of two that arrive together, the one sent first is first.
  return arrived.sort((a, b) => a.arrivalMs - b.arrivalMs)
}
