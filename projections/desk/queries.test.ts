import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evolveRecorded, type Alert } from '@jianwei/events/alert/alert.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'
import { recordedLog, type TestEvent } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import type { AlertRow } from '#/desk/alert-row.ts'
import { alertById, alerts, openAlertsByRule } from '#/desk/queries.ts'

const WARNINGS = ['w1', 'w2', 'w3'].map((name) => derivedId('warning', name))
const LEVELS: readonly RiskLevel[] = ['red', 'orange', 'yellow', 'blue']
const RANGE_EVENTS = 50
const TIME = '2026-03-01T00:00:00.000Z'

const alertId = (name: string): string => derivedId('alert', name)
const step = (name: string, actor = 'li'): object => ({
  alert_id: alertId(name),
  actor,
  reason: 'because',
})

function raised(name: string, more: object = {}): TestEvent {
  return {
    id: `raise-${name}`,
    type: 'AlertRaised',
    subject_id: `test:${name}`,
    occurred_at: TIME,
    data: {
      ...step(name, 'jianwei:sentinel'),
      rule_id: 'three-penalties',
      rule_version: 1,
      level: 'yellow',
      warning_ids: WARNINGS.slice(0, 1),
      due_at: '2026-04-01T00:00:00.000Z',
      ...more,
    },
  }
}

/** Any later step: the fold must take each as it comes, also those that no decider would allow. */
function anyStep(name: string): fc.Arbitrary<Omit<TestEvent, 'id'>> {
  const actor = fc.constantFrom('li', 'wang')
  const later = (
    type: string,
    more: fc.Arbitrary<object> = fc.constant({}),
  ): fc.Arbitrary<Omit<TestEvent, 'id'>> =>
    fc.tuple(actor, more).map(([who, fields]) => ({
      type,
      subject_id: `test:${name}`,
      occurred_at: TIME,
      data: { ...step(name, who), ...fields },
    }))
  const warning = fc.constantFrom(...WARNINGS).map((warning_id) => ({ warning_id }))
  return fc.oneof(
    later('AlertWarningGathered', warning),
    later('AlertWarningWithdrawn', warning),
    later('AlertSignedFor'),
    later(
      'AlertVerified',
      fc.boolean().map((substantiated) => ({ substantiated })),
    ),
    later('AlertDisposed', fc.constant({ measure: 'fined' })),
    later('AlertFedBack', fc.constant({ feedback: 'done' })),
    later('AlertClosed'),
    later('AlertTransferred', fc.constant({ to: 'zhao' })),
    later('AlertReturned'),
    later(
      'AlertEscalated',
      fc.record({
        level: fc.constantFrom(...LEVELS),
        due_at: fc.constantFrom(null, '2026-05-01T00:00:00.000Z'),
      }),
    ),
    later('AlertSilenced', fc.constant({ until: '2026-06-01T00:00:00.000Z' })),
    later('AlertReopened'),
  )
}

const anyLives = fc.array(fc.array(anyStep('x'), { maxLength: 12 }), {
  minLength: 30,
  maxLength: 30,
})

describe('alerts', () => {
  let opened: WarehouseInFolder
  let position = 1
  const add = async (testEvents: readonly TestEvent[]): Promise<readonly RecordedEvent[]> => {
    const log = recordedLog(testEvents, position)
    position += log.length
    // In ranges, as a projector reads them: an alert stands as all of them made it.
    for (let from = 0; from < log.length; from += RANGE_EVENTS)
      await project(opened.warehouse, log.slice(from, from + RANGE_EVENTS))
    return log
  }
  beforeAll(async () => {
    opened = await openWarehouse()
  })
  afterAll(async () => opened[Symbol.asyncDispose]())

  test('stand in the table as the fold of the language makes them, in whichever ranges they came', async () => {
    await fc.assert(
      fc.asyncProperty(anyLives, async (lives) => {
        const testEvents = lives.flatMap((life, number) => {
          const name = `life-${position}-${number}`
          const steps = life.map((later, index) => ({
            ...later,
            id: `${name}-${index}`,
            subject_id: `test:${name}`,
            data: { ...later.data, alert_id: alertId(name) },
          }))
          return [raised(name), ...steps]
        })
        const log = await add(testEvents)
        const folded = new Map<string, Alert>()
        for (const event of log) {
          const id = String(event.data['alert_id'])
          folded.set(id, evolveRecorded(folded.get(id) ?? { state: 'absent' }, event))
        }
        for (const [id, alert] of folded) {
          const row = await alertById(opened.warehouse, id)
          expect(row && comparable(row)).toEqual(expectedOf(alert))
        }
      }),
      // Each case writes to the warehouse, so the first that fails is reported as it is.
      { numRuns: 4, endOnFailure: true },
    )
  })

  test('are listed newest first, page by page, and stay in place while new ones come', async () => {
    await add(['a', 'b', 'c', 'd', 'e'].map((name) => raised(name, { level: 'red' })))
    const filter = {
      levels: ['red'],
      rule_ids: ['three-penalties'],
      states: ['raised'],
      limit: 2,
    } as const
    const first = await alerts(opened.warehouse, filter)
    await add([raised('f', { level: 'red' })])
    const second = await alerts(opened.warehouse, { ...filter, cursor: first.next ?? '' })
    const ids = [...first.items, ...second.items].map((row) => row.subject_id)
    expect(ids).toEqual(['test:e', 'test:d', 'test:c', 'test:b'])
    expect((await alerts(opened.warehouse, { subject_id: 'test:f', limit: 2 })).items).toHaveLength(
      1,
    )
    expect(
      (await alerts(opened.warehouse, { owner: { actor: 'nobody' }, limit: 2 })).items,
    ).toEqual([])
  })

  test('are counted by rule while they are open', async () => {
    await add([raised('counted', { rule_id: 'told' })])
    expect(await openAlertsByRule(opened.warehouse)).toContainEqual({
      rule_id: 'told',
      rule_version: 1,
      open_alerts: 1,
    })
    expect(await alertById(opened.warehouse, derivedId('alert', 'none'))).toBeUndefined()
  })
})

function comparable(row: AlertRow): object {
  const { state, level, owner, due_at, silenced_until, standing_warning_ids } = row
  return { state, level, owner, due_at, silenced_until, standing: standing_warning_ids }
}

function expectedOf(alert: Alert): object {
  if (alert.state === 'absent') return {}
  const { state, level, owner, due_at, silenced_until, standing } = alert
  return { state, level, owner, due_at, silenced_until, standing: standing.toSorted() }
}
