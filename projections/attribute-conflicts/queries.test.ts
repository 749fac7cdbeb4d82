import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordedLog, retraction, type TestEvent } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import {
  attributeConflicts,
  conflictCounts,
  conflictsSentBack,
  type ConflictFilter,
} from '#/attribute-conflicts/queries.ts'

let made = 0
function says(
  source: string,
  subject_id: string,
  data: object,
  more: Partial<TestEvent> = {},
): TestEvent {
  made += 1
  return {
    id: `e${made}`,
    source,
    type: 'SubjectChanged',
    subject_id,
    occurred_at: `2026-01-${String(made).padStart(2, '0')}T00:00:00.000Z`,
    data: { change: { text: '变更' }, ...data },
    ...more,
  }
}

const log = recordedLog([
  says('urn:a', 'test:1', { name: '甲（厦门）店', address_registered: '湖里区 1号' }),
  says('urn:b', 'test:1', { name: '甲(厦门) 店', address_registered: '思明区 2号' }),
  says('urn:c', 'test:1', { address_registered: '思明区２号' }),
  says('urn:a', 'test:2', { industry_code: 'C13@2017', registration_state: { code: '1' } }),
  says('urn:b', 'test:2', { industry_code: 'C1311@2017', registration_state: { text: '存续' } }),
  says('urn:c', 'test:2', { industry_code: 'F52@2017', registration_state: { text: '注销' } }),
  says('urn:a', 'test:3', { name: '乙' }),
  says('urn:b', 'test:3', { name: '丙' }, { id: 'wrong' }),
  retraction('gone', 'wrong', { source: 'urn:b', subject_id: 'test:3' }),
])

describe('conflicts', () => {
  let opened: WarehouseInFolder
  const found = async (filter: ConflictFilter = {}): Promise<readonly string[]> => {
    const { items } = await attributeConflicts(opened.warehouse, { ...filter, limit: 50 })
    return items.map(
      ({ subject_id, particular, statements, holds, state }) =>
        `${subject_id} ${particular} ${state}: ` +
        statements
          .map(({ source, value }) => `${source === holds ? '*' : ''}${source} ${value}`)
          .join(' / '),
    )
  }
  beforeAll(async () => {
    opened = await openWarehouse()
    await project(opened.warehouse, log)
  })
  afterAll(async () => opened[Symbol.asyncDispose]())

  test('are where a source says otherwise than what holds, in whatever width and brackets', async () => {
    expect(await found()).toEqual([
      'test:1 address_registered open: urn:a 湖里区 1号 / *urn:c 思明区２号',
      'test:2 industry_code open: urn:a C13@2017 / *urn:c F52@2017',
      'test:2 industry_code open: urn:b C1311@2017 / *urn:c F52@2017',
      'test:2 registration_state open: urn:b {"text":"存续"} / *urn:c {"text":"注销"}',
    ])
  })

  test('are counted once each, and narrowed by source and attribute', async () => {
    expect(await conflictCounts(opened.warehouse, {})).toEqual({
      by_state: { open: 4, sent_back: 0, settled: 0 },
      by_particular: [
        { particular: 'address_registered', conflicts: 1 },
        { particular: 'industry_code', conflicts: 2 },
        { particular: 'registration_state', conflicts: 1 },
      ],
    })
    expect(await found({ source: 'urn:b' })).toHaveLength(2)
    expect(await found({ attribute: 'address' })).toHaveLength(1)
    expect(await found({ subject_id: 'test:1' })).toHaveLength(1)
    expect(await found({ state: 'settled' })).toEqual([])
    expect(await conflictsSentBack(opened.warehouse)).toEqual(new Map())
  })

  test('are paged in one order', async () => {
    const all: string[] = []
    let cursor: string | undefined
    do {
      const page = await attributeConflicts(opened.warehouse, {
        limit: 1,
        ...(cursor === undefined ? {} : { cursor }),
      })
      all.push(...page.items.map(({ conflict_id }) => conflict_id))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(new Set(all).size).toBe(4)
    expect(all).toHaveLength(4)
  })
})
