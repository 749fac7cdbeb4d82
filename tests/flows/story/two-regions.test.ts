import { expect, test } from 'vitest'
import type { ComplaintReceived } from '../../../clients/node/dist/client.js'
import type { List, ShownAlert, ShownAudit } from '#/support/story/answers.ts'
import type { Asker } from '#/support/story/person.ts'
import { answeredSoon, Town } from '#/support/story/town.ts'

/*
 * Two districts, a merchant in each with the same storm of complaints, a regulator in each, a
 * supervisor above both, and an auditor. Every route is asked by every role in
 * `tests/flows/access/nothing-leaks.test.ts`; here one can read what that means.
 */

const EAST = { region: '350102', merchant: 'test:eastern-kitchen', title: '东街后厨有老鼠' }
const WEST = { region: '350103', merchant: 'test:western-kitchen', title: '西街后厨有老鼠' }

/** What is asked for all of what one sees, by what each address is called. */
const QUESTIONS: Readonly<Record<string, (person: Asker) => Promise<string>>> = {
  list: textOf('/v1/alerts'),
  counts: textOf('/v1/alerts/counts'),
  facets: textOf('/v1/alerts/facets'),
  search: textOf('/v1/alerts/search', { open: true }),
  export: textOf('/v1/alerts/export', { format: 'ndjson', purpose: '月度会商' }),
  warnings: textOf('/v1/warnings'),
  duties: textOf('/v1/duties'),
  subjects: textOf('/v1/subjects'),
  facts: textOf('/v1/facts?event_type=ComplaintReceived'),
  'counts of facts': textOf('/v1/counts?event_type=ComplaintReceived'),
  stream: textOf('/v1/alerts/stream?after=0&until=head'),
}

test('two regulators, two regions, one auditor: nothing is seen that should not be', async () => {
  await using town = await Town.at('2026-03-16T09:00:00+08:00', {
    RULES_PUBLISHED: 'concentrated-complaints',
  })
  const east = await town.person('east', { role: 'regulator', region: EAST.region })
  const west = await town.person('west', { role: 'regulator', region: WEST.region })
  const above = await town.person('above', { role: 'supervisor', region: '350100' })
  const auditor = await town.person('auditor', { role: 'auditor' })
  const hotline = await town.feed('hotline', {
    source: 'urn:example:hotline',
    event_types: ['ComplaintReceived'],
    regions: ['350100'],
  })
  await hotline.sendBatch([...storm(EAST), ...storm(WEST)])
  const { items } = await answeredSoon<List<ShownAlert & { readonly subject_id: string }>>(
    above,
    '/v1/alerts',
    (list) => list.items.length === 2,
  )
  await answeredSoon<List<unknown>>(above, '/v1/duties', (list) => list.items.length === 2)
  const alertOf = ({ merchant }: typeof EAST): string =>
    items.find(({ subject_id }) => subject_id === merchant)?.alert_id ?? ''

  // Whatever is asked, the one above is told of both, and each of the others of their own alone.
  for (const [question, ask] of Object.entries(QUESTIONS)) {
    const told = { above: await ask(above), east: await ask(east), west: await ask(west) }
    const tracesOf = (district: typeof EAST, text: string): boolean =>
      [district.merchant, district.title, alertOf(district)].some((one) => text.includes(one))
    expect([question, tracesOf(WEST, told.east)]).toEqual([question, false])
    expect([question, tracesOf(EAST, told.west)]).toEqual([question, false])
    if (!NUMBERS_ONLY.includes(question)) {
      expect([question, tracesOf(EAST, told.above), tracesOf(WEST, told.above)]).toEqual([
        question,
        true,
        true,
      ])
      expect([question, tracesOf(EAST, told.east), tracesOf(WEST, told.west)]).toEqual([
        question,
        true,
        true,
      ])
    }
  }

  // Numbers are of what one sees, too.
  const alerts = async (person: Asker): Promise<number> =>
    (await person.get<{ alerts: number }>('/v1/alerts/counts')).alerts
  expect([await alerts(above), await alerts(east), await alerts(west)]).toEqual([2, 1, 1])
  const complaints = async (person: Asker): Promise<number> => {
    const counted = '/v1/counts?event_type=ComplaintReceived'
    const { items: rows } = await person.get<List<{ facts: number }>>(counted)
    return rows.reduce((sum, { facts }) => sum + facts, 0)
  }
  expect([await complaints(above), await complaints(east), await complaints(west)]).toEqual([
    20, 10, 10,
  ])

  // Who knows the other's ids is answered as if there were nothing, and can do nothing with them.
  const foreign = alertOf(WEST)
  for (const path of [
    `/v1/alerts/${foreign}`,
    `/v1/alerts/${foreign}/duties`,
    `/v1/alerts/${foreign}/neighbours`,
    `/v1/subjects/${WEST.merchant}`,
    `/v1/subjects/${WEST.merchant}/history`,
    `/v1/subjects/${WEST.merchant}/risk?as_of=2026-03-16`,
  ]) {
    expect([path, (await east.refusal(path)).status]).toEqual([path, 404])
    expect([path, (await west.ask(path)).status]).toEqual([path, 200])
  }
  expect(await east.refusal(`/v1/alerts/${foreign}/comment`, { text: 'x' })).toMatchObject({
    status: 404,
  })
  const merged = { into: foreign, reason: '同一事项' }
  expect(await east.refusal(`/v1/alerts/${alertOf(EAST)}/merge`, merged)).toMatchObject({
    status: 404,
  })

  // An auditor reads who looked at what, and no file; nobody else reads that.
  const looked = await answeredSoon<List<ShownAudit>>(
    auditor,
    `/v1/audit?action=DossierRead&object=${foreign}`,
    (list) => list.items.length > 0,
  )
  expect([...new Set(looked.items.map(({ actor }) => actor))]).toEqual(['west'])
  const all = JSON.stringify(await auditor.get('/v1/audit?limit=500'))
  expect([EAST.title, WEST.title].filter((title) => all.includes(title))).toEqual([])
  for (const person of [east, west, above])
    expect(await person.refusal('/v1/audit')).toMatchObject({ status: 403 })
  for (const path of ['/v1/alerts', `/v1/alerts/${foreign}`, `/v1/subjects/${WEST.merchant}`])
    expect([path, (await auditor.refusal(path)).status]).toEqual([path, 403])
})

/** They tell no names, so that whose they are shows in the numbers. */
const NUMBERS_ONLY = ['counts', 'facets', 'counts of facts']

function storm({ region, merchant, title }: typeof EAST): readonly ComplaintReceived[] {
  return Array.from({ length: 10 }, (_, day) => ({
    specversion: '1.0',
    id: `${merchant}-${day}`,
    source: 'urn:example:hotline',
    type: 'ComplaintReceived',
    schemaversion: 2,
    subject: merchant,
    time: `2026-03-${String(day + 5).padStart(2, '0')}T08:30:00+08:00`,
    region,
    data: { complaint_number: `${region}-${day}`, title },
  }))
}

function textOf(path: string, body?: object): (person: Asker) => Promise<string> {
  return async (person) => {
    const answer = await person.ask(path, body === undefined ? {} : { body })
    expect([path, answer.status]).toEqual([path, 200])
    return answer.text()
  }
}
