import type { OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import { carries, inboundTopics } from '@jianwei/events/topics.ts'
import { DEFAULT_OPTIONS } from '@jianwei/tools/simulation/options.ts'
import { simulate } from '@jianwei/tools/simulation/simulation.ts'

export interface ProvinceMessages {
  readonly messages: readonly OutgoingMessage[]
  /** `source id` of every event among them. */
  readonly occurrences: ReadonlySet<string>
}

interface SentEvent {
  readonly type: string
  readonly subject: string
  readonly source: string
  readonly id: string
  readonly data: { readonly fact?: { readonly source: string; readonly id: string } }
}

/**
 * The first events of a simulated province as departments send them over the bus: structured
 * CloudEvents, keyed by subject.
 */
export function provinceMessages(count: number, seed: number): ProvinceMessages {
  const messages: OutgoingMessage[] = []
  const occurrences = new Set<string>()
  const topics = new Map<string, string>()
  const options = { ...DEFAULT_OPTIONS, subjects: 200, days: 200, activity: 120, broken: 0, seed }
  for (const { content } of simulate(options)) {
    const value = Buffer.from(content)
    // Nothing is broken, so each line is a CloudEvent.
    const { type, subject, source, id, data } = JSON.parse(value.toString()) as SentEvent
    // An amendment goes where its fact went, so that it comes after it; one that has overtaken its
    // fact is left out.
    const topic =
      data.fact === undefined
        ? inboundTopics.find(({ name }) => carries(name, type))?.name
        : topics.get(`${data.fact.source} ${data.fact.id}`)
    if (topic === undefined) continue
    const headers = [['content-type', Buffer.from('application/cloudevents+json')]] as const
    messages.push({ topic, key: Buffer.from(subject), value, headers })
    occurrences.add(`${source} ${id}`)
    topics.set(`${source} ${id}`, topic)
    if (messages.length === count) break
  }
  return { messages, occurrences }
}
