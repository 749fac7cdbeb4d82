import { describe, expect, test } from 'vitest'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import { openWarehouse, project } from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { contradictionsOf, sentEvents, type SentEvents } from '#/sources/contradictions.ts'
import { sourceStatements } from '#/source-statements/queries.ts'

const sent = (event_type: string, department: string | null, events = 1): SentEvents => ({
  source: 's',
  event_type,
  department,
  region: '330203',
  events,
})

describe('data contradict a statement', () => {
  const feeds = [{ event_types: ['PenaltyDecided', 'CaseClosed'], departments: ['a'] }]
  const never_feeds = [{ event_types: ['DecisionPublished'], departments: ['a'] }]
  const statement = { source: 's', feeds, never_feeds }

  test('by a type or a department that it does not state, and by what it never sends', () => {
    expect(
      contradictionsOf(statement, [
        sent('PenaltyDecided', 'a'),
        sent('CaseClosed', 'a'),
        sent('PenaltyDecided', 'b', 3),
        sent('PenaltyDecided', null, 2),
        sent('DecisionPublished', 'a', 5),
        { ...sent('CaseFiled', 'a'), source: 'another' },
      ]),
    ).toEqual([
      {
        code: 'SENT_NOT_STATED',
        event_type: 'DecisionPublished',
        events: 5,
        departments: ['a'],
        regions: ['330203'],
      },
      {
        code: 'SENT_NOT_STATED',
        event_type: 'PenaltyDecided',
        events: 5,
        departments: ['b'],
        regions: ['330203'],
      },
      {
        code: 'SENT_NEVER_FED',
        event_type: 'DecisionPublished',
        events: 5,
        departments: ['a'],
        regions: ['330203'],
      },
    ])
  })

  test('by a type of which nothing came', () => {
    expect(contradictionsOf(statement, [sent('PenaltyDecided', 'a')])).toEqual([
      {
        code: 'STATED_NOT_SENT',
        event_type: 'CaseClosed',
        events: 0,
        departments: [],
        regions: [],
      },
    ])
  })

  test('a region holds all that lies in it', () => {
    const inCity = [{ event_types: ['PenaltyDecided'], regions: ['330200' as RegionId] }]
    expect(
      contradictionsOf({ source: 's', feeds: inCity, never_feeds: [] }, [
        sent('PenaltyDecided', null),
      ]),
    ).toEqual([])
  })

  test('never where nothing is stated', () => {
    expect(
      contradictionsOf({ source: 's', feeds: [], never_feeds: [] }, [sent('CaseClosed', 'a')]),
    ).toEqual([])
  })
})

test('statements and what was sent come from the warehouse', async () => {
  await using opened = await openWarehouse()
  const registered = { source: 'jianwei:intake', subject_id: 'source:s', type: 'SourceRegistered' }
  const at = '2026-06-01T00:00:00.000Z'
  const fact = { source: 's', occurred_at: at, subject_id: 'test:a', data: {} }
  const feeds = [{ event_types: ['CaseClosed'], from: at }]
  await project(
    opened.warehouse,
    recordedLog([
      { ...registered, id: '1', occurred_at: at, data: { name: 's', license: 'CC0-1.0' } },
      {
        ...registered,
        id: '2',
        occurred_at: at,
        schema_version: 2,
        data: { name: 's', feeds, never_feeds: [], actor: 'chen', reason: 'agreed' },
      },
      { ...fact, id: '3', type: 'CaseClosed' },
      { ...fact, id: '4', type: 'CaseClosed' },
      { ...fact, id: '5', type: 'CaseFiled', source: 'another' },
    ]),
  )
  expect(await sourceStatements(opened.warehouse)).toMatchObject([
    { source: 's', position: 1, feeds: [], never_feeds: [], actor: null, reason: null },
    { source: 's', position: 2, feeds, never_feeds: [], actor: 'chen', reason: 'agreed' },
  ])
  expect(await sentEvents(opened.warehouse, ['s'])).toEqual([
    { source: 's', event_type: 'CaseClosed', department: null, region: null, events: 2 },
  ])
})
