import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { afterAll, expect, test } from 'vitest'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { versionOf } from '@jianwei/events/fact.ts'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import { ALL_KINDS } from '@jianwei/projections/rules/kinds/all-kinds.ts'
import { ledgerSql } from '@jianwei/projections/rules/compiler/compile.ts'
import { referenceLedger } from '#/support/rules/reference/reference.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { LedgerRow } from '@jianwei/projections/rules/statements/warning-sql.ts'
import { correction, recordedLog, type TestEvent } from '#/support/log/recorded-log.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

const folder = await openWarehouse()
afterAll(() => folder[Symbol.asyncDispose]())

type Plain = Omit<TestEvent, 'id'>

const at = (occurred_at: string, type: string, data: object): Plain => ({ occurred_at, type, data })
const ticket = (day: string): Plain =>
  at(`2026-03-${day}T00:00:00.000Z`, 'TicketDispatched', {
    ticket_number: 'T-1',
    handling_unit: '某街道办事处',
  })
const complained = (day: string): Plain =>
  at(`2026-03-${day}T00:00:00.000Z`, 'ComplaintReceived', {
    complaint_number: `C-${day}`,
    channel: { code: '12315', text: '12315平台' },
    is_repeated: false,
  })
const answered = (day: string): Plain =>
  at(`2026-03-${day}T00:00:00.000Z`, 'TicketAnswered', { ticket_number: 'T-1' })
const licence = (valid_to: string): Plain =>
  at('2021-01-01T00:00:00.000Z', 'LicenceGranted', {
    licence_number: 'L-1',
    valid_from: '2021-01-01',
    valid_to,
  })
const reading = (hour: string): Plain =>
  at(`2026-03-01T${hour}:00:00.000Z`, 'ReadingReported', {
    device_id: 'D-1',
    metric: 'so2',
    value: 3,
  })

const CASES = [
  {
    kind: 'deadline',
    parameters: {
      duty: { events: ['TicketDispatched'] },
      answer: { events: ['TicketAnswered'] },
      match: ['data.ticket_number'],
      within: { days: 5, counted: 'calendar' },
    },
    before: [],
    anchor: ticket('01'),
    moved: ticket('02'),
    seconds: ['2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
  },
  {
    kind: 'sequence',
    parameters: {
      first: { events: ['ComplaintReceived'] },
      followed_by: [{ of: { events: ['TicketAnswered'] }, within: '30 days' }],
    },
    before: [complained('01')],
    anchor: answered('02'),
    moved: answered('03'),
    seconds: ['2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z'],
  },
  {
    kind: 'expiry',
    parameters: {
      of: { events: ['LicenceGranted'] },
      valid_to: 'data.valid_to',
      notice_days: 0,
      match: ['data.licence_number'],
    },
    before: [],
    anchor: licence('2026-02-28'),
    moved: licence('2026-03-31'),
    seconds: ['2026-02-28T16:00:00.000Z', '2026-03-31T16:00:00.000Z'],
  },
  {
    kind: 'silence',
    parameters: {
      of: { events: ['ReadingReported'] },
      key: ['data.device_id'],
      per: 'subject',
      regular: { at_least: 2, within: '24 hours' },
      silent_after: '24 hours',
    },
    before: [reading('00')],
    anchor: reading('02'),
    moved: reading('03'),
    seconds: ['2026-03-01T02:00:00.000Z', '2026-03-01T03:00:00.000Z'],
  },
] as const

test('every kind with facts as anchors has a case here', () => {
  const anchored = ALL_KINDS.flatMap(({ name, anchorFacts }) =>
    anchorFacts === null ? [] : [name],
  )
  expect(CASES.map(({ kind }) => kind).toSorted()).toEqual(anchored.toSorted())
})

test.each(CASES)(
  'a correction that moves the anchor of a standing warning raises it anew ($kind)',
  async ({ kind, parameters, before, anchor, moved, seconds }) => {
    const subject_id = `test:${kind}`
    const ids = ['a', 'b'].map((name) => `${kind}-${name}`)
    const testEvents: readonly TestEvent[] = [
      ...before.map((event, index) => ({ ...event, id: ids[index] ?? '' })),
      { ...anchor, id: `${kind}-anchor` },
      correction(`${kind}-moved`, `${kind}-anchor`, moved),
      // The same again elsewhere: nothing moved.
      correction(`${kind}-again`, `${kind}-anchor`, { ...moved, region: '330203' }),
    ]
    const first = CASES.findIndex((one) => one.kind === kind) * 10 + 1
    const log = recordedLog(
      testEvents.map((event) => ({ ...event, subject_id })),
      first,
    )
    await project(folder.warehouse, log)
    const rule = ruleWith({ id: `moved-${kind}`, kind, parameters })
    const scope = { of: 'subjects', subject_ids: [subject_id] } as const
    const rows = await folder.warehouse.query<LedgerRow>(
      ledgerSql(rule, { scope, known: { by: 'platform' }, ...NOTHING_STATED }),
      {
        purpose: 'test',
      },
    )
    const correctionAt = first + before.length + 1
    const expected = [
      { anchor_at: seconds[0], raised: correctionAt - 1, withdrawn: correctionAt },
      { anchor_at: seconds[1], raised: correctionAt, withdrawn: null },
    ]
    const byRaised = rows.toSorted((a, b) => Number(a.raised_position) - Number(b.raised_position))
    expect(
      byRaised.map((row) => ({
        anchor_at: row.anchor_at,
        raised: Number(row.raised_position),
        withdrawn: row.withdrawn_position === null ? null : Number(row.withdrawn_position),
      })),
    ).toEqual(expected)
    expect(new Set(rows.map((row) => row.anchor)).size).toBe(1)
    expect(replayed(rule, log)).toEqual(expected)
  },
)

/** The reference, at the positions of the log. */
function replayed(rule: Rule, log: readonly RecordedEvent[]) {
  const versions = log.flatMap((event) => versionOf(event) ?? [])
  const moments = log.map(({ position, recorded_at }) => ({
    knownAt: { by: 'platform', position } as const,
    clock: instantFromMs(Math.floor(msOfInstant(recorded_at) / 60_000) * 60_000),
  }))
  return referenceLedger(rule, versions, moments).map(({ anchor_at, raised, withdrawn }) => ({
    anchor_at,
    raised: raised.position,
    withdrawn: withdrawn?.position ?? null,
  }))
}
