import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { fieldColumns } from '#/rules/facts/fields/field-column.ts'
import { factsBySubject, type FactsOfSubject } from '#/evaluation/facts-by-subject.ts'

const SUBJECTS = ['test:a', 'test:b', 'test:c']

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
  const complaints = SUBJECTS.flatMap((subject_id, index) =>
    Array.from({ length: index + 1 }, (_, day) => ({
      id: `${subject_id} ${day}`,
      type: 'ComplaintReceived',
      subject_id,
      occurred_at: `2026-03-0${day + 1}T04:00:00.250Z`,
      data: {
        complaint_number: `${index}-${day}`,
        channel: { code: '12315', text: '12315平台' },
        is_repeated: false,
      },
    })),
  )
  await project(opened.warehouse, recordedLog(complaints))
})
afterAll(() => opened[Symbol.asyncDispose]())

const FIELDS = ['data_complaint_number', 'data_is_repeated'].map((name) =>
  fieldColumns().get(name)!,
)

function asked(factsMax?: number): Promise<readonly FactsOfSubject[]> {
  const facts = factsBySubject(
    opened.warehouse,
    {
      scope: { of: 'everything' },
      known: { by: 'platform' },
      types: ['ComplaintReceived'],
      fields: FIELDS,
    },
    factsMax,
  )
  return Array.fromAsync(facts)
}

function factsFound(found: readonly FactsOfSubject[]): Readonly<Record<string, number | string>> {
  // A subject that came twice would stand once.
  expect(new Set(found.map(({ subject_id }) => subject_id)).size).toBe(found.length)
  return Object.fromEntries(
    found.map(({ subject_id, together }) => [
      subject_id,
      together === 'too many' ? together : together.series.length,
    ]),
  )
}

test('each subject comes once, with all of its facts', async () => {
  expect(factsFound(await asked())).toEqual({ 'test:a': 1, 'test:b': 2, 'test:c': 3 })
})

test('a fact has its whole second, and its data', async () => {
  const [one] = (await asked()).filter(({ subject_id }) => subject_id === 'test:a')
  if (one === undefined || one.together === 'too many') throw new TypeError('one fact is few')
  const fact = one.together.series.factAt(0)
  expect(fact.second).toBe(Date.parse('2026-03-01T04:00:00Z') / 1_000)
  expect(fact.content.occurred_at).toBe('2026-03-01T04:00:00.250Z')
  // What was not asked for is not there.
  expect(fact.content.data).toEqual({ complaint_number: '0-0', is_repeated: false })
})

test('of a subject with more facts than are held comes its name alone, and the others come whole', async () => {
  expect(factsFound(await asked(2))).toEqual({ 'test:a': 1, 'test:b': 2, 'test:c': 'too many' })
})
