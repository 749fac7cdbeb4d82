import { accidentEvents } from '#/accident/events.ts'
import { alertEvents } from '#/alert/events.ts'
import { amendmentEvents } from '#/amendment/events.ts'
import { complaintEvents } from '#/complaint/events.ts'
import { creditEvents } from '#/credit/events.ts'
import type { EventDefinition } from '#/define-event.ts'
import { licenceEvents } from '#/licence/events.ts'
import { reviewEvents } from '#/review/events.ts'
import { sensingEvents } from '#/sensing/events.ts'
import { subjectEvents } from '#/subject/events.ts'
import { supervisionEvents } from '#/supervision/events.ts'
import { warningEvents } from '#/warning/events.ts'

/**
 * The topics of the message bus and what each carries. Access is granted by topic, so an event of
 * another family is refused: who may report readings may not report penalties.
 */
export interface Topic {
  readonly name: string
  readonly title: { readonly en: string; readonly zh: string }
  readonly definitions: readonly EventDefinition[]
}

/** What departments send. Every one also takes corrections and retractions of its own facts. */
export const inboundTopics: readonly Topic[] = [
  inbound('supervision', 'Supervision', '监管执法', [
    ...supervisionEvents,
    ...accidentEvents,
    ...reviewEvents,
  ]),
  inbound('complaint', 'Complaints', '投诉举报', complaintEvents),
  inbound('credit', 'Credit', '信用', creditEvents),
  inbound('licence', 'Licences', '行政许可', licenceEvents),
  inbound('sensing', 'Sensing', '感知监测', sensingEvents),
  inbound('subject', 'Subjects', '监管对象', subjectEvents),
]

export const WARNINGS_TOPIC = 'regulation.warnings'
export const ALERTS_TOPIC = 'regulation.alerts'

/** What the platform tells other systems. */
export const outboundTopics: readonly Topic[] = [
  { name: WARNINGS_TOPIC, title: { en: 'Warnings', zh: '风险预警' }, definitions: warningEvents },
  { name: ALERTS_TOPIC, title: { en: 'Alerts', zh: '预警单' }, definitions: alertEvents },
]

/** Where messages of the topic go that cannot be taken, beside the quarantine. */
export function deadLetterTopicOf(topic: string): string {
  return `${topic}.dlq`
}

/**
 * A topic of one department is called as the shared one, after a prefix that is a word and a dot:
 * `market-bureau.regulation.credit`. The prefix is empty for shared topics.
 */
export function partsOfTopic(topic: string): { readonly prefix: string; readonly shared: string } {
  const dot = topic.indexOf('.') + 1
  const [prefix, shared] = [topic.slice(0, dot), topic.slice(dot)]
  return typesOfTopic.has(shared) ? { prefix, shared } : { prefix: '', shared: topic }
}

const typesOfTopic = new Map(
  inboundTopics.map(({ name, definitions }) => [
    name,
    new Set(definitions.map(({ type }) => type)),
  ]),
)

/** False for a topic that is not inbound. */
export function carries(topic: string, type: string): boolean {
  return typesOfTopic.get(partsOfTopic(topic).shared)?.has(type) ?? false
}

const topicOfType = new Map(
  outboundTopics.flatMap(({ name, definitions }) =>
    definitions.map(({ type }) => [type, name] as const),
  ),
)

/** The topic on which other systems learn of an event; undefined for what is not published. */
export function outboundTopicOf(type: string): string | undefined {
  return topicOfType.get(type)
}

function inbound(family: string, en: string, zh: string, facts: readonly EventDefinition[]): Topic {
  return {
    name: `regulation.${family}`,
    title: { en, zh },
    definitions: [...facts, ...amendmentEvents],
  }
}
