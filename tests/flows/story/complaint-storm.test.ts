import { expect, test } from 'vitest'
import type { ComplaintReceived, PenaltyDecided } from '../../../clients/node/dist/client.js'
import type { AlertStep, List, ShownAlert, ShownAudit, ShownDuty } from '#/support/story/answers.ts'
import type { Asker } from '#/support/story/person.ts'
import { answeredSoon, Town } from '#/support/story/town.ts'

/*
 * A complaint storm about one merchant, from the first call to the penalty. Everybody acts over
 * HTTP as who they are: the hotline and the enforcement system by their keys, people by their
 * sessions. Only the clock is the test's.
 */

const MERCHANT = '91350100M000100Y43'
const CITY = '350100'
const DISTRICT = '350103'
const RULE = 'concentrated-complaints'
const DECISION = '榕台市监罚〔2026〕17号'

test('a complaint storm becomes an alert, a deadline is missed, and the penalty closes it', async () => {
  await using town = await Town.at('2026-03-16T09:00:00+08:00', { RULES_PUBLISHED: RULE })

  // Three offices of the district, two of them below one of the city.
  await town.unit('city-market', '福州市市场监督管理局')
  await town.unit('city-works', '福州市城市管理局')
  await town.unit('market', '台江区市场监督管理局', 'city-market')
  await town.unit('works', '台江区城市管理局', 'city-works')
  await town.unit('health', '台江区卫生健康局')
  const lin = await town.person('lin', { role: 'supervisor', region: CITY })
  const chen = await town.person('chen', { role: 'regulator', region: CITY })
  const wang = await town.person('wang', { role: 'regulator', department: 'market' })
  const zhao = await town.person('zhao', { role: 'regulator', department: 'works' })
  const qian = await town.person('qian', { role: 'regulator', department: 'health' })
  const sun = await town.person('sun', { role: 'auditor' })
  const hotline = await town.feed('hotline', {
    source: 'urn:example:hotline',
    event_types: ['ComplaintReceived'],
    regions: [CITY],
  })
  const enforcement = await town.feed('enforcement', {
    source: 'urn:example:enforcement',
    event_types: ['PenaltyDecided'],
    regions: [DISTRICT],
  })

  // Ten people call about one restaurant. The rule warns, and one alert is raised.
  const calls = Array.from({ length: 10 }, (_, index) => call(index + 1))
  const taken = await hotline.sendBatch(calls)
  expect(taken).toMatchObject(calls.map(() => ({ status: 'accepted' })))
  const raised = await answeredSoon<List<ShownAlert>>(
    chen,
    '/v1/alerts?open=true',
    ({ items }) => items.length > 0,
  )
  expect(raised.items).toMatchObject([
    { state: 'raised', rule_id: RULE, subject_id: MERCHANT, level: 'yellow' },
  ])
  const alert = raised.items[0]?.alert_id ?? ''
  const address = `/v1/alerts/${alert}`

  // Nobody in the district is shown it before the city's officer gives it to them.
  expect(await wang.get<List<ShownAlert>>('/v1/alerts')).toMatchObject({ items: [] })
  expect(await wang.refusal(address)).toMatchObject({ status: 404, code: 'ALERT_UNKNOWN' })
  await chen.step(alert, 'sign')
  await chen.step(alert, 'transfer', { unit: 'market', to: 'wang', reason: '属台江区管辖' })
  await hasOnList(wang, alert)
  await wang.step(alert, 'sign')

  // Two offices are asked to do their parts by Wednesday evening. One does.
  const asked = { due_at: '2026-03-18T10:00:00.000Z', reason: '联合核查' }
  await wang.step(alert, 'ask-cooperation', { unit: 'works', task: '核查油烟排放', ...asked })
  await wang.step(alert, 'ask-cooperation', { unit: 'health', task: '核查餐具消毒', ...asked })
  await hasOnList(qian, alert)
  const health = { unit: 'health', feedback: '餐具消毒不合格' }
  await qian.post(`${address}/answer-cooperation`, health)

  // Thursday, and a further call: the other has missed its deadline, and is urged.
  town.program.moveTo('2026-03-19T17:00:00+08:00')
  await hotline.send(call(11))
  await hasMark(lin, alert, 'yellow_card')

  // Monday: two working days more. The matter is brought before the city's office, and the
  // supervisor makes it a graver one. The late answer is late for ever.
  town.program.moveTo('2026-03-23T09:00:00+08:00')
  await hotline.send(call(12))
  await hasMark(lin, alert, 'red_card')
  await lin.step(alert, 'escalate', { reason: '逾期未办，影响扩大' })
  await hasOnList(zhao, alert)
  const works = { unit: 'works', feedback: '油烟净化器停用' }
  await zhao.post(`${address}/answer-cooperation`, works)

  // The complaints are true. The penalty to come is named, and the result fed back.
  await wang.step(alert, 'verify', { finding: 'substantiated', reason: '现场核查属实' })
  await wang.step(alert, 'dispose', {
    measure: '立案查处',
    links: [{ kind: 'penalty', number: DECISION }],
    reason: '违反《中华人民共和国食品安全法》',
  })
  await wang.step(alert, 'feed-back', { feedback: '已立案，拟处罚款五万元' })

  // A week later the department streams the penalty. Nobody has to say whose it is.
  town.program.moveTo('2026-03-30T09:00:00+08:00')
  const { event_id: penalty_id } = await enforcement.send(penalty())
  await answeredSoon<ShownAlert>(wang, address, ({ open_links }) => open_links.length === 0)
  await wang.step(alert, 'close', { reason_code: 'true_and_handled', reason: '已处罚' })
  const { steps } = await answeredSoon<ShownAlert>(lin, address, ({ state }) => state === 'closed')

  // All of it is in the log, in its order, with who did it.
  expect(steps.map(({ type, actor }) => `${type} ${actor}`)).toEqual([
    'AlertRaised jianwei:sentinel',
    'AlertSignedFor chen',
    'AlertTransferred chen',
    'AlertSignedFor wang',
    'AlertCooperationAsked wang',
    'AlertCooperationAsked wang',
    'AlertCooperationAnswered qian',
    'AlertUrged jianwei:duties',
    'AlertSupervised jianwei:duties',
    'AlertEscalated lin',
    'AlertCooperationAnswered zhao',
    'AlertVerified wang',
    'AlertDisposed wang',
    'AlertMeasureLinked wang',
    'AlertFedBack wang',
    'AlertLinkClosed jianwei:sentinel',
    'AlertClosed wang',
  ])
  expect(steps.map(({ position }) => position)).toEqual(
    steps.map(({ position }) => position).toSorted((one, other) => one - other),
  )
  expect(lastOf(steps, 'AlertLinkClosed')).toMatchObject({ fact_id: penalty_id })
  expect(lastOf(steps, 'AlertClosed')).toMatchObject({ reason_code: 'true_and_handled' })

  const { items: duties } = await lin.get<List<ShownDuty>>(`${address}/duties`)
  expect(duties.map(({ kind, unit, state }) => `${kind} ${unit}: ${state}`)).toEqual([
    'sign_for null: met',
    'verify null: cancelled',
    'sign_for market: met',
    'verify market: met',
    'cooperate works: met',
    'cooperate health: met',
    'feed_back market: met',
  ])
  expect(duties.filter(({ is_breached }) => is_breached)).toMatchObject([
    { unit: 'works', marks: ['warning', 'yellow_card', 'red_card'] },
  ])

  // So is what the clocks said of it.
  const records = await lin.get<List<{ type: string; data: Readonly<Record<string, unknown>> }>>(
    `/v1/subjects/${MERCHANT}/history?with_records=true&limit=500`,
  )
  expect(lastOf(records.items, 'DutyEscalated')).toMatchObject({
    mark: 'red_card',
    from_unit: 'works',
    to_unit: 'city-works',
  })

  // And the audit says who did what, and who looked.
  const audit = `/v1/audit?object=${alert}&limit=500`
  const { items: audited } = await answeredSoon<List<ShownAudit>>(sun, audit, ({ items }) =>
    items.some(({ action, actor }) => action === 'AlertClosed' && actor === 'wang'),
  )
  expect(audited.map(({ action, actor }) => `${action} ${actor}`)).toEqual(
    expect.arrayContaining(steps.map(({ type, actor }) => `${type} ${actor}`)),
  )
  const readers = audited.flatMap(({ action, actor }) => (action === 'DossierRead' ? actor : []))
  expect(new Set(readers)).toEqual(new Set(['chen', 'lin', 'wang']))
  const rights = await sun.get<List<ShownAudit>>('/v1/audit?action=RoleGranted&limit=500')
  expect(rights.items.map(({ object, actor }) => `${object} by ${actor}`)).toEqual(
    expect.arrayContaining(['wang by local:administrator', 'sun by local:administrator']),
  )
})

function call(number: number): ComplaintReceived {
  return {
    specversion: '1.0',
    id: `call-${number}`,
    source: 'urn:example:hotline',
    type: 'ComplaintReceived',
    schemaversion: 2,
    subject: MERCHANT,
    time: `2026-03-${String(number + 5).padStart(2, '0')}T08:30:00+08:00`,
    region: DISTRICT,
    data: { complaint_number: `12345-${number}`, title: '食物变质' },
  }
}

function penalty(): PenaltyDecided {
  return {
    specversion: '1.0',
    id: 'penalty-17',
    source: 'urn:example:enforcement',
    type: 'PenaltyDecided',
    subject: MERCHANT,
    time: '2026-03-27T16:00:00+08:00',
    region: DISTRICT,
    department: '台江区市场监督管理局',
    data: {
      decision_number: DECISION,
      penalty_types: ['02'],
      currency: 'CNY',
      fine_cents: 5_000_000,
      fine_unit: 'yuan',
      fine_text: '50000',
    },
  }
}

/** Waits until somebody has the alert on the list of what is open. */
async function hasOnList(person: Asker, alertId: string): Promise<void> {
  await answeredSoon<List<ShownAlert>>(person, '/v1/alerts?open=true', ({ items }) =>
    items.some(({ alert_id }) => alert_id === alertId),
  )
}

/** Waits until a duty about the alert has the mark, and what follows from it has been seen. */
async function hasMark(person: Asker, alertId: string, mark: string): Promise<void> {
  const address = `/v1/alerts/${alertId}`
  await answeredSoon<List<ShownDuty>>(person, `${address}/duties`, ({ items }) =>
    items.some(({ unit, marks }) => unit === 'works' && marks.includes(mark)),
  )
  const followed = mark === 'red_card' ? 'AlertSupervised' : 'AlertUrged'
  await answeredSoon<ShownAlert>(person, address, ({ steps }) =>
    steps.some(({ type }) => type === followed),
  )
}

function lastOf(
  events: readonly Pick<AlertStep, 'type' | 'data'>[],
  type: string,
): Readonly<Record<string, unknown>> | undefined {
  return events.findLast((event) => event.type === type)?.data
}
