import { missingForBroker, startBroker } from '@jianwei/tests/support/kafka/broker-of-tests.ts'
import type { OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import { provinceReports, type Report } from '@jianwei/tests/support/faults/reports.ts'
import { messageOf } from '@jianwei/tests/support/faults/report-ways.ts'
import { openIntakeStation } from '@jianwei/tests/support/kafka/intake-station.ts'
import { allEvents } from '@jianwei/tests/support/faults/settling.ts'
import type { Random } from '#/simulation/random.ts'
import type { AttackContext, Campaign, Outcome } from '../campaign.ts'
import { disorderIn, reportedEvents } from '../log-contents.ts'
import { mutateBytes } from '../mutation/mutate-bytes.ts'
import { mutateJson } from '../mutation/mutate-json.ts'

const MESSAGES = 1_500
const SHARE_POISON = 0.2
const AWKWARD_HEADERS: readonly (readonly [string, Buffer])[] = [
  ['content-type', Buffer.from('application/cloudevents+json; charset=gbk')],
  ['content-type', Buffer.from([0xff, 0xfe])],
  ['ce_id', Buffer.from('1')],
  ['ce_specversion', Buffer.from('1.0')],
  ['traceparent', Buffer.alloc(4_000, 1)],
]

export const kafkaPoison: Campaign = {
  name: 'kafka-poison',
  tries: 'poison between good messages on a real Apache Kafka',
  promise: {
    en:
      'each poison message costs one message: every good one is in the log, and every offset ' +
      'is committed',
    zh: '一条毒消息只影响自身：其余消息全部入库，位点全部提交',
  },
  async unavailable() {
    return (await missingForBroker()) ?? undefined
  },
  run,
}

async function run({ seed, effort, random, keep }: AttackContext): Promise<Outcome> {
  const chance = random('poison')
  await using broker = await startBroker()
  await using station = await openIntakeStation(broker.address)
  const count = MESSAGES * effort
  const reports = provinceReports({ seed, events_max: count }, random('reports'))
  const good = new Set<string>()
  const poison: OutgoingMessage[] = []
  const messages: OutgoingMessage[] = []
  for (const report of reports.take(count)) {
    if (report.topic === undefined) continue
    if (report.occurrence !== null) good.add(report.occurrence)
    messages.push(messageOf(report))
    if (!chance.chance(SHARE_POISON)) continue
    const spoilt = poisoned(report, chance)
    poison.push(spoilt)
    messages.push(spoilt)
  }
  await station.bus.publish(messages)
  await station.takeAll()
  const events = await allEvents(station.log)
  const disorder = disorderIn(events)
  const held = new Set(
    reportedEvents(events).map(({ source, source_event_id }) => `${source} ${source_event_id}`),
  )
  const lost = [...good].filter((occurrence) => !held.has(occurrence))
  if (lost.length > 0)
    keep(Buffer.from(JSON.stringify(poison.map(({ value }) => value?.toString()))))
  return {
    tried: messages.length,
    unit: 'messages',
    findings: [
      ...(disorder === undefined ? [] : [disorder]),
      ...(lost.length === 0
        ? []
        : [`${lost.length} good messages are not in the log, the first ${lost[0]}`]),
    ],
    notes: `${good.size} good, ${poison.length} poisoned`,
  }
}

/** The report under an id of its own, so that it stands in no good one's way, and then spoilt. */
function poisoned(report: Report, random: Random): OutgoingMessage {
  const message = messageOf(report)
  const text = Buffer.from(report.bytes)
    .toString()
    .replace(/"id":"/, '"id":"poison-')
  switch (random.below(4)) {
    case 0:
      return { ...message, value: mutateBytes(Buffer.from(text), random) }
    case 1:
      return { ...message, value: null }
    case 2:
      return { ...message, value: Buffer.from(text), headers: [random.pick(AWKWARD_HEADERS)] }
    default:
      return { ...message, value: Buffer.from(mutateJson(text, random)) }
  }
}
