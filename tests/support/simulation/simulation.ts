import { CHAINS, type Chain } from './chains/chain-list.ts'
import { register } from './chains/registration.ts'
import { plantStories } from './chains/turned-bad.ts'
import { createDelivery, type Amends, type Transmission } from './delivery.ts'
import { fieldsOf, lineOf } from './line.ts'
import { endOf, startOf, type SimulationOptions } from './options.ts'
import { districtsOf } from './province.ts'
import { randomOf, type Random } from './random.ts'
import { createReporters } from './reporters.ts'
import { momentOf, type Moment } from './seasons.ts'
import { createStage, type SimulatedEvent, type Stage } from './stage.ts'
import { createSubjectPool } from './subjects.ts'
import { createTimeline } from './timeline.ts'
import {
  createTruthCounter,
  type DuplicateExpected,
  type Expectation,
  type RefusalExpected,
  type TruthRecord,
} from './truth.ts'

/**
 * The stream is made slice by slice. In a slice, (1) as many chains start as season and weight say, (2) steps of
 * running chains that are due happen, each reporting facts and planning further steps, (3) the lines that arrive in
 * the slice are put in order of arrival and given out. What waits for a later slice is all that is held.
 */

export interface SimulatedLine {
  /** Counted from 1. */
  readonly line: number
  /** Without the line break. Bytes where the line is no valid text. */
  readonly content: string | Uint8Array
  readonly expected: Expectation
}

const SLICE_MS = 15 * 60_000
/** Lines on their way. When it is reached nobody is late any more, and nothing is repeated or spoilt, until lines arrive. */
export const WAITING_LINES_MAX = 400_000
const DAYS_A_YEAR = 365
const ACCEPTED = { outcome: 'accepted' } as const

/** The stream of a province. The same options give the same lines; `note` gets the truth while they are made. */
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
  const start = chainStarter(options, stage)
  note({ record: 'run', options })
  const tellStories = plantStories(stage, { ...options, startMs, random: randomOf(options.seed, 'stories') })

  const end = sliceOf(endMs)
  for (let slice = sliceOf(startMs); slice <= end; slice++) {
    start(slice)
    steps.take(slice, (step) => step())
    yield* writer.write(arrivals(lines, slice))
  }
  for (const slice of lines.remaining()) yield* writer.write(arrivals(lines, slice))
  for (const story of tellStories()) note(story)
  note(writer.totals())
}

function stageOf(
  options: SimulationOptions,
  steps: ReturnType<typeof createTimeline<() => void>>,
  lines: ReturnType<typeof createTimeline<Transmission>>,
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

/** Starts the chains of a slice. The weights are set so that the whole stream has about the number of facts asked for. */
function chainStarter(options: SimulationOptions, stage: Stage): (slice: number) => void {
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
  const subject = chain.monitored ? stage.subjects.drawMonitored(random) : stage.subjects.draw(random)
  if (stage.subjects.hasLeft(subject)) return
  if (stage.subjects.meet(subject)) register(stage, subject, at)
  chain.start(stage, stage.matter(subject), at)
}

/** How many starts one unit of each chain's rhythm stands for. */
function startRates(options: SimulationOptions, facts: number): { chain: Chain; startsPerUnit: number }[] {
  const units = CHAINS.map(() => 0)
  const end = sliceOf(endOf(options))
  for (let slice = sliceOf(startOf(options)); slice <= end; slice++) {
    const moment: Moment = momentOf(slice * SLICE_MS)
    // One unit for each chain, by index.
    CHAINS.forEach((chain, index) => (units[index]! += chain.rhythm(moment)))
  }
  return CHAINS.map((chain, index) => ({
    chain,
    startsPerUnit: (facts * chain.share) / chain.factsMean / units[index]!,
  }))
}

function arrivals(lines: ReturnType<typeof createTimeline<Transmission>>, slice: number): Transmission[] {
  const arrived: Transmission[] = []
  lines.take(slice, (transmission) => void arrived.push(transmission))
  // The sort is stable: of two that arrive together, the one sent first is first.
  return arrived.sort((a, b) => a.arrivalMs - b.arrivalMs)
}

function sliceOf(ms: number): number {
  return Math.floor(ms / SLICE_MS)
}

function createLineWriter(note: (record: TruthRecord) => void) {
  const counter = createTruthCounter()
  let line = 0

  function* write(transmissions: readonly Transmission[]): Generator<SimulatedLine, void, void> {
    for (const transmission of transmissions) {
      line += 1
      yield writeOne(transmission)
    }
  }

  function writeOne({ event, reportedMs, form, amends }: Transmission): SimulatedLine {
    switch (form.kind) {
      case 'first': {
        form.line = line
        counter.accepted(event.type)
        if (amends !== undefined) noteAmendment(event, amends)
        return { line, content: lineOf(event, reportedMs), expected: ACCEPTED }
      }
      case 'repeated': {
        counter.duplicate()
        return planted(lineOf(event, reportedMs), { outcome: 'duplicate', of_line: form.first.line, form: form.as })
      }
      case 'spoilt': {
        const { fault, serial } = form
        counter.quarantined(fault.name)
        const fields = { ...fieldsOf(event, reportedMs), id: `fault-${serial}`, correlationid: `fault-${serial}` }
        return planted(fault.spoil(fields, event), { outcome: 'quarantined', fault: fault.name, code: fault.code })
      }
    }
  }

  function noteAmendment(event: SimulatedEvent, { kind, type, id }: Amends): void {
    const fact = { source: event.reporter.source, id }
    note({ record: 'amendment', line, kind, type, fact, subject_id: event.subject })
  }

  function planted(content: string | Uint8Array, expected: DuplicateExpected | RefusalExpected): SimulatedLine {
    note({ record: 'line', line, expected })
    return { line, content, expected }
  }

  return { write, totals: () => counter.totals() }
}
