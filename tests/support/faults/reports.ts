import { carries, inboundTopics } from '@jianwei/events/topics.ts'
import { DEFAULT_OPTIONS } from '@jianwei/tools/simulation/options.ts'
import type { SimulatedLine } from '@jianwei/tools/simulation/line-writer.ts'
import type { Random } from '@jianwei/tools/simulation/random.ts'
import { simulate } from '@jianwei/tools/simulation/simulation.ts'

/** What intake takes over the bus is smaller than what a broker takes. */
const MESSAGE_BYTES_MAX = 200_000

/** What a department has to say, however it sends it. */
export interface Report {
  readonly bytes: Buffer
  readonly key: string
  /** Undefined: over HTTP only. */
  readonly topic: string | undefined
  /** `source id`; null where it must be refused. */
  readonly occurrence: string | null
}

export interface ReportOptions {
  readonly seed: number
  /** How much is made at most. */
  readonly events_max: number
}

export interface Reports {
  /** The next so many; fewer at the end. */
  take(count: number): Generator<Report, void, void>
}

/** A province's stream, as long as it is wanted. */
export function provinceReports({ seed, events_max }: ReportOptions, random: Random): Reports {
  const shape = {
    subjects: 300,
    days: 240,
    broken: 0.02,
    duplicates: 0.01,
    late: 0.03,
    corrections: 0.02,
  }
  const activity = Math.ceil((events_max * 1.5 * 365) / (shape.subjects * shape.days))
  const lines = simulate({ ...DEFAULT_OPTIONS, ...shape, seed, activity })
  const topics = new Map<string, string>()
  return {
    *take(count: number): Generator<Report, void, void> {
      for (let made = 0; made < count;) {
        const { value, done } = lines.next()
        if (done === true) return
        const report = reportOf(value, topics, random)
        if (report === undefined) continue
        made += 1
        yield report
      }
    },
  }
}

interface SentFields {
  readonly type: string
  readonly subject: string
  readonly source: string
  readonly id: string
  readonly data: { readonly fact?: { readonly source: string; readonly id: string } }
}

/** Undefined for what cannot be sent in every way, or whose refusal depends on what came before. */
function reportOf(
  line: SimulatedLine,
  topics: Map<string, string>,
  random: Random,
): Report | undefined {
  const bytes = Buffer.from(line.content)
  const { expected } = line
  if (expected.outcome === 'quarantined') {
    const isOneLine = bytes.length > 0 && !bytes.includes(0x0a) && !bytes.includes(0x0d)
    const fits = bytes.length < MESSAGE_BYTES_MAX
    if (!isOneLine || !fits || expected.code.startsWith('AMENDMENT_')) return undefined
    return { bytes, key: 'poison', topic: random.pick(inboundTopics).name, occurrence: null }
  }
  // What is taken is a CloudEvent.
  const { type, subject, source, id, data } = JSON.parse(bytes.toString()) as SentFields
  const occurrence = `${source} ${id}`
  // An amendment goes where its fact went.
  const topic =
    data.fact === undefined
      ? inboundTopics.find(({ name }) => carries(name, type))?.name
      : topics.get(`${data.fact.source} ${data.fact.id}`)
  if (topic !== undefined) topics.set(occurrence, topic)
  return { bytes, key: subject, topic, occurrence }
}
