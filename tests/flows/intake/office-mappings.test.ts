import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import {
  mappingFromFile,
  SHIPPED_MAPPINGS,
} from '@jianwei/services/intake/mapping/mapping-files.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { eventsOf, temporaryFolder } from '#/support/intake/intake-server.ts'

const EXAMPLES = join(SHIPPED_MAPPINGS, '../examples')

/** The facts that a sample gives by the mapping of its name; it must be taken wholly. */
async function factsOf(name: string, ending: string) {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const mapping = mappingFromFile(join(SHIPPED_MAPPINGS, `${name}.yaml`))
  const file = join(EXAMPLES, `${name}.${ending}`)
  const first = await importFile(file, mapping, opened)
  expect(first).toMatchObject({ quarantined: 0, duplicate: 0, fields_left_out: [] })
  expect((await opened.quarantine.list({ limit: 10 })).entries).toEqual([])
  const events = await eventsOf(opened.log)
  const facts = events.filter(({ source }) => source === mapping.source)
  expect(facts.length).toBe(first.accepted + first.corrected)
  expect(facts.length).toBe(first.accepted + first.corrected)
  return facts.map(({ type, subject_id, region, department, occurred_at, data }) => ({
    type,
    subject_id,
    region,
    department,
    occurred_at,
    data,
  }))
}

test('penalties as published: amounts in ten thousand yuan, kinds from their names, days as written', async () => {
  const facts = await factsOf('double-publicity-penalties', 'xlsx')
  expect(facts).toMatchObject([
    {
      type: 'PenaltyDecided',
      subject_id: '91330203MA2F7K314X',
      region: '330203',
      occurred_at: '2026-03-09T16:00:00.000Z',
      data: {
        penalty_types: ['02', '03'],
        decision_number: '示市监罚〔2026〕11号',
        fine_cents: 500_000,
        fine_unit: 'ten_thousand_yuan',
        fine_text: '0.5',
        confiscated_cents: 12_050,
        published_until: '2029-03-10',
        administrative_cp_na: '2',
      },
    },
    { subject_id: '91330203MA2H8P526A', data: { penalty_types: ['01'] } },
    {
      subject_id: 'penalty-party:示市监罚〔2026〕13号',
      data: { administrative_cp_na: '1', valid_until: '2027-03-15' },
    },
  ])
  expect(facts[0]?.data).not.toHaveProperty('valid_until')
  expect(facts[1]?.data).not.toHaveProperty('fine_cents')
})

test('licences as published: with or without a code of the holder, a number, an end', async () => {
  const facts = await factsOf('double-publicity-licences', 'xlsx')
  expect(facts.map(({ subject_id, data }) => [subject_id, data['licence_number']])).toEqual([
    ['91330203MA2F7K314X', 'JY13302030000011'],
    ['91330203MA2H8P526A', '示市监许〔2026〕102号'],
    ['licence-party:示市监许〔2026〕103号', 'TS6TEST0001'],
    ['licence-party:示市监许〔2026〕104号', '示市监许〔2026〕104号'],
  ])
  expect(facts.map(({ data }) => data['valid_to'])).toEqual([
    '2031-01-19',
    null,
    '2030-02-08',
    '2027-02-09',
  ])
})

test('tickets of a hotline: the complaint, its dispatch, answer and rating belong together', async () => {
  const facts = await factsOf('hotline-12345-tickets', 'csv')
  const of = (number: string) =>
    facts.filter(({ subject_id }) => subject_id === `hotline-12345:SL20260301000${number}`)
  expect(of('1').map(({ type }) => type)).toEqual([
    'ComplaintReceived',
    'TicketDispatched',
    'TicketAnswered',
    'TicketRated',
  ])
  expect(of('2').map(({ type }) => type)[0]).toBe('ReportReceived')
  expect(of('3').map(({ type }) => type)).toEqual(['TicketDispatched'])
  expect(of('1')[0]?.data).toMatchObject({ respondent_name: '示例丙健身房', is_repeated: false })
  expect(of('1')[1]?.data).toMatchObject({ due_at: '2026-03-08T10:00:00.000Z' })
  expect(of('2')[3]?.data).toMatchObject({ solved: 2 })
})

test('annual reports: what an enterprise does not publish is left out, a zero is said', async () => {
  const facts = await factsOf('annual-reports', 'xlsx')
  expect(facts.map(({ data }) => data)).toMatchObject([
    { report_year: 2025, staff: 23, revenue_cents: 1_250_500_000, tax_paid_text: '38.62' },
    { report_year: 2025, staff: 6 },
    { report_year: 2025, revenue_cents: 0, revenue_unit: 'ten_thousand_yuan' },
  ])
  expect(facts[1]?.data).not.toHaveProperty('revenue_cents')
})

test('penalties in the national exchange format: what is inserted, and what is changed later', async () => {
  const facts = await factsOf('exchange-penalties', 'ndjson')
  expect(facts).toMatchObject([
    {
      type: 'PenaltyDecided',
      subject_id: '91330203MA2F7K314X',
      region: '330203',
      occurred_at: '2026-03-09T16:00:00.000Z',
      data: { penalty_types: ['02', '03'], fine_cents: 300_000, fine_text: '3000' },
    },
    { type: 'PenaltyDecided', subject_id: '91330203MA2H8P526A' },
    { type: 'FactCorrected', data: { replacement: { data: { fine_cents: 250_000 } } } },
    // Whatever the record said of a closing before, it says no more.
    { type: 'FactRetracted', data: { fact: { id: 'cf-2026-0001:closed' } } },
  ])
})
