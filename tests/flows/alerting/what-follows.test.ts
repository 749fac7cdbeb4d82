import { describe, expect, test } from 'vitest'
import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { decideAboutAlert } from '@jianwei/services/alerting/decide-about-alert.ts'
import { appendDecided } from '@jianwei/services/commands/handle-commands.ts'
import { SENTINEL_CHECKPOINT } from '@jianwei/services/sentinel/sentinel-record.ts'
import { openSilence } from '@jianwei/services/silences/silence-aggregate.ts'
import { someEvent } from '#/support/log/events.ts'
import {
  clock,
  complaint,
  draft,
  everything,
  pipeline,
  post,
  start,
  step,
  stop,
  three,
  WHY,
  withLivingRules,
} from '#/support/rules/living-rules.ts'
import { complaintRuleText } from '#/support/rules/rule-text.ts'

// What follows for alerts from what happens besides warnings, over the whole pipeline.
withLivingRules()

const AT = '2026-03-20T02:00:00.000Z' as Instant

async function about(type: string): Promise<readonly RecordedEvent[]> {
  return (await everything()).filter((event) => event.type === type)
}

async function raisedAlert(): Promise<string> {
  const [raised] = await about('AlertRaised')
  return String(raised?.data['alert_id'])
}

/** A step of a person, straight to the alert. */
async function take(alertId: string, command: AlertCommand): Promise<void> {
  const cause = { at: AT, causation_id: alertId }
  expect(await decideAboutAlert(pipeline.stores.log, alertId, cause, () => command)).toBe(1)
  await pipeline.settle()
}

/** The sentinel begins anew, knowing nothing of what it did. */
async function forgetAndRestart(): Promise<void> {
  const { checkpoints } = pipeline.stores
  const stored = await checkpoints.load(SENTINEL_CHECKPOINT)
  if (stored === undefined) throw new TypeError('the sentinel has saved a record')
  const empty = { evaluated: 0, clock: null, rules: [], alerted: 0, importing: {} }
  await checkpoints.save(SENTINEL_CHECKPOINT, JSON.stringify(empty), stored.version)
  await stop()
  await start()
  await pipeline.settle()
}

async function publishComplaints(more: object = {}): Promise<void> {
  await draft(more as Readonly<Record<string, unknown>>)
  await step(1, 'publish')
}

describe('a closed alert', () => {
  const closing = (alert_id: string): AlertCommand => ({
    type: 'CloseAlert',
    data: {
      alert_id,
      actor: 'li',
      reason: 'nothing in it',
      reason_code: 'false_data',
      despite_open_parts: null,
    },
    second_person: false,
  })

  test('hears what was corrected and retracted in its evidence after its closing, once', async () => {
    await publishComplaints()
    const [first, second, third] = three.map((day) => complaint(day))
    if (first === undefined || second === undefined || third === undefined)
      throw new TypeError('there are three')
    await pipeline.take([first, second, third])
    const alert_id = await raisedAlert()
    const amended = (type: string, of: typeof first, more: object) =>
      someEvent({
        type,
        subject_id: of.subject_id,
        data: { fact: { source: of.source, id: of.source_event_id }, reason: 'r', ...more },
      })
    const { schema_version, region, department, data, occurred_at } = first
    const replaced = {
      type: 'ComplaintReceived',
      schema_version,
      occurred_at,
      region,
      department,
      data: { ...data, is_repeated: true },
    }
    // Before the closing, the alert shows its facts as they are.
    await pipeline.take([amended('FactCorrected', first, { replacement: replaced })])
    await take(alert_id, closing(alert_id))
    const again = { ...replaced, data: { ...data, complaint_number: 'other' } }
    await pipeline.take([amended('FactCorrected', first, { replacement: again })])
    await pipeline.take([amended('FactRetracted', third, {})])
    const told = async () =>
      (await about('AlertEvidenceChanged')).map(({ data: said }) => [
        said['change'],
        said['reason'],
        said['fact_id'],
      ])
    const expected = [
      [
        'corrected',
        '事实已更正 · the fact was corrected: data.complaint_number, data.is_repeated',
        first.event_id,
      ],
      ['retracted', '事实已撤回 · the fact was retracted', third.event_id],
    ]
    expect(await told()).toEqual(expected)
    await forgetAndRestart()
    expect(await told()).toEqual(expected)
  })
})

describe('a link', () => {
  const penalty = (decision_number: string, department: string) =>
    someEvent({
      type: 'PenaltyDecided',
      department,
      data: { decision_number, penalty_types: ['01'], currency: 'CNY' },
    })
  const linking = (alert_id: string, number: string, department: string | null): AlertCommand => ({
    type: 'LinkMeasure',
    data: {
      alert_id,
      actor: 'li',
      link_id: derivedId('link', number),
      kind: 'penalty',
      number,
      department,
    },
  })

  test('closes by itself, once, when the department streams what it waits for', async () => {
    await publishComplaints()
    await pipeline.take([penalty('7', 'market'), ...three.map((day) => complaint(day))])
    const alert_id = await raisedAlert()
    // The fact was there before the link.
    await take(alert_id, linking(alert_id, '7', null))
    await take(alert_id, linking(alert_id, '8', 'market'))
    const closed = async () => (await about('AlertLinkClosed')).map(({ data }) => data['link_id'])
    expect(await closed()).toEqual([derivedId('link', '7')])
    await pipeline.take([penalty('8', 'fire'), penalty('9', 'market')])
    expect(await closed()).toHaveLength(1)
    await pipeline.take([penalty('8', 'market'), penalty('8', 'market')])
    expect(await closed()).toEqual([derivedId('link', '7'), derivedId('link', '8')])
    await forgetAndRestart()
    expect(await closed()).toHaveLength(2)
  })
})

describe('many silent, one cause', () => {
  const silence = (id: string, parameters: object, more: object = {}) => ({
    ...more,
    id,
    kind: 'silence',
    parameters: {
      of: { events: ['ReadingReported'] },
      regular: { at_least: 1, within: '10 days' },
      ...parameters,
    },
  })
  const publish = async (id: string, given: Readonly<Record<string, unknown>>): Promise<void> => {
    const text = complaintRuleText(given)
    expect((await post('/v1/rules', { text, ...WHY })).status).toBe(200)
    expect((await post(`/v1/rules/${id}/versions/1/publish`, WHY)).status).toBe(200)
    await pipeline.settle()
  }
  const reading = (device_id: string, at: string, source = 'urn:example:collector') =>
    someEvent({
      type: 'ReadingReported',
      schema_version: 2,
      source,
      subject_id: `test:${device_id}`,
      occurred_at: at as Instant,
      data: { device_id, metric: 'so2', value: 1 },
    })
  const DEVICES = ['d1', 'd2', 'd3']

  test('are gathered under it, and open when it is over and they are still silent', async () => {
    clock.set('2026-03-10T00:00:00.000Z')
    await publish(
      'collector-silent',
      silence('collector-silent', { key: ['source'], silent_after: '6 hours' }),
    )
    await publish(
      'device-silent',
      silence(
        'device-silent',
        { key: ['data.device_id'], per: 'subject', silent_after: '4 hours' },
        { depends_on: ['collector-silent'] },
      ),
    )
    // One device died long before the collector did, which heard others until then.
    await pipeline.take([
      ...['17', '22'].map((hour) => reading('d1', `2026-03-09T${hour}:00:00.000Z`)),
      ...DEVICES.map((id) => reading(id, '2026-03-10T00:00:00.000Z')),
      reading('dead', '2026-03-09T12:00:00.000Z'),
    ])
    clock.set('2026-03-10T12:00:00.000Z')
    await pipeline.tick()
    const subjectsOf = async (type: string) =>
      (await about(type)).map(({ subject_id }) => subject_id).toSorted()
    const ofDevices = DEVICES.map((id) => `test:${id}`)
    expect(await subjectsOf('AlertRaised')).toEqual(
      ['group:source=urn:example:collector', 'test:dead', ...ofDevices.toSorted()].toSorted(),
    )
    expect(await subjectsOf('AlertGatheredUnder')).toEqual(ofDevices)
    // It is over: two report again, the third has four hours more.
    await pipeline.take(['d1', 'd2'].map((id) => reading(id, '2026-03-10T12:10:00.000Z')))
    await pipeline.tick()
    expect(await subjectsOf('AlertParted')).toEqual([])
    await pipeline.take(['d1', 'd2'].map((id) => reading(id, '2026-03-10T15:00:00.000Z')))
    clock.set('2026-03-10T17:00:00.000Z')
    await pipeline.tick()
    expect(await subjectsOf('AlertParted')).toEqual(['test:d3'])
    await forgetAndRestart()
    expect(await subjectsOf('AlertGatheredUnder')).toEqual(ofDevices)
    expect(await subjectsOf('AlertParted')).toEqual(['test:d3'])
  })
})

test('the end of a silence is announced once, by the time of the log', async () => {
  const data = {
    silence_id: derivedId('silence', 'works'),
    actor: 'li',
    reason: 'works',
    scope: { rule_id: 'complaints', subject_id: null, region: null, department: null, level: null },
    owner: 'li',
    from: '2026-03-20T00:00:00.000Z' as Instant,
    until: '2026-04-20T00:00:00.000Z' as Instant,
  }
  const open = await openSilence(pipeline.stores.log, data.silence_id)
  open.decide({ type: 'OrderSilence', data, at: AT }, { at: AT })
  await appendDecided(pipeline.stores.log, open.appends)
  await pipeline.settle()
  expect(await about('SilenceEndAnnounced')).toEqual([])
  clock.set('2026-04-12T00:00:00.000Z')
  await pipeline.tick()
  expect(await about('SilenceEndAnnounced')).toEqual([])
  clock.set('2026-04-14T00:00:00.000Z')
  await pipeline.tick()
  await pipeline.tick()
  expect(await about('SilenceEndAnnounced')).toMatchObject([{ data: { owner: 'li' } }])
})
