import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import type {
  InputOrigin,
  Quarantine,
  QuarantinedInput,
  QuarantineEntry,
  QuarantineFilter,
} from '@jianwei/events/ports/quarantine.ts'
import type { Opened, AdapterData } from '#/support/log/sqlite-place.ts'

/** What every adapter of the quarantine port keeps. */
export function quarantineContract(
  name: string,
  newData: () => Promise<AdapterData<Quarantine>>,
): void {
  describe(`${name} keeps the quarantine contract`, () => {
    let place: AdapterData<Quarantine>
    let opened: Opened<Quarantine>
    let quarantine: Quarantine
    beforeEach(async () => {
      place = await newData()
      opened = await place.open()
      quarantine = opened.port
    })
    afterEach(async () => {
      await opened[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    })

    async function restart(): Promise<void> {
      await opened[Symbol.asyncDispose]()
      opened = await place.open()
      quarantine = opened.port
    }

    /** All pages; `between` runs after each. */
    async function listed(
      filter: QuarantineFilter,
      between = async () => {},
    ): Promise<readonly (readonly string[])[]> {
      const pages: (readonly string[])[] = []
      let after: string | null | undefined
      while (after !== null) {
        const page = await quarantine.list({ ...filter, ...(after === undefined ? {} : { after }) })
        pages.push(page.entries.map(({ quarantine_id }) => quarantine_id))
        after = page.next
        await between()
      }
      return pages
    }

    const bytes: readonly (readonly [string, Uint8Array])[] = [
      ['all 256 values', Uint8Array.from({ length: 256 }, (_, value) => value)],
      ['invalid UTF-8 and NUL', Uint8Array.of(0, 0xff, 0xfe, 0xc3, 0x28, 0, 0x0d, 0x0a)],
      ['nothing', new Uint8Array()],
      ['a part of a larger buffer', new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 3)],
      ['a megabyte', new Uint8Array(1_048_576).fill(0xa5)],
    ]
    test.each(bytes)('the bytes stay as they were: %s', async (_, original) => {
      await quarantine.keep([someInput('a', { bytes: original })])
      await restart()
      const kept = (await quarantine.get('a'))?.bytes
      expect(kept).toBeInstanceOf(Uint8Array)
      expect(Buffer.compare(kept ?? Buffer.from('absent'), original)).toBe(0)
    })

    const quota = {
      source_inputs_max: 2,
      source_bytes_max: 1_000,
      channel_inputs_max: 5,
      channel_bytes_max: 2_000,
      sample_every: 4,
    }
    const many = (
      from: number,
      to: number,
      source: string,
      other: Partial<QuarantinedInput> = {},
    ) =>
      Array.from({ length: to - from }, (_, n) =>
        someInput(`${source}-${from + n}`, { source, ...other }),
      )

    test('beyond the quota of its source an input is counted, durably, and each of a number is kept', async () => {
      expect(await quarantine.keep(many(0, 3, 'urn:a'), quota)).toEqual(['kept', 'kept', 'counted'])
      await restart()
      expect(await quarantine.keep(many(3, 8, 'urn:a'), quota)).toEqual([
        'counted',
        'counted',
        'kept',
        'counted',
        'counted',
      ])
      expect((await listed({ limit: 9 })).flat()).toEqual(['urn:a-0', 'urn:a-1', 'urn:a-5'])
      const [tally, ...none] = await quarantine.unreported()
      expect(none).toEqual([])
      expect(tally).toMatchObject({ channel: 'http', source: 'urn:a', inputs: 5, reported: 0 })
    })

    test('what is held already is no further input, whatever the quota says', async () => {
      await quarantine.keep(many(0, 2, 'urn:a'), quota)
      expect(await quarantine.keep(many(0, 2, 'urn:a'), quota)).toEqual(['kept', 'kept'])
      expect(await quarantine.unreported()).toEqual([])
    })

    test('a sender who takes another name each time does not escape: the channel has a quota, and one number', async () => {
      const names = Array.from({ length: 60 }, (_, n) => `urn:${n}`)
      const outcomes = await quarantine.keep(
        names.flatMap((name) => many(0, 1, name)),
        { ...quota, sample_every: 1_000 },
      )
      expect(outcomes.filter((outcome) => outcome === 'kept')).toHaveLength(5)
      expect(await quarantine.unreported()).toMatchObject([{ source: 'http', inputs: 55 }])
    })

    test('bytes are limited as inputs are', async () => {
      const large = { bytes: new Uint8Array(600) }
      expect(await quarantine.keep(many(0, 2, 'urn:a', large), quota)).toEqual(['kept', 'counted'])
      expect(
        await quarantine.keep(
          [...many(0, 1, 'urn:b', large), ...many(0, 1, 'urn:c', large)],
          quota,
        ),
      ).toEqual(['kept', 'kept'])
      expect(await quarantine.keep(many(0, 1, 'urn:d', large), quota)).toEqual(['counted'])
    })

    test('the quota begins anew each day, and each reason has its number', async () => {
      const days = ['2026-03-01T23:59:59.999Z', '2026-03-02T00:00:00.000Z'] as Instant[]
      for (const received_at of days) {
        const codes = ['A', 'A', 'A', 'B'].map((code) => ({ code, path: '', message: '' }))
        const inputs = codes.map((reason, n) =>
          someInput(`${received_at}-${n}`, { source: 'urn:a', received_at, reasons: [reason] }),
        )
        expect(await quarantine.keep(inputs, quota)).toEqual(['kept', 'kept', 'counted', 'counted'])
      }
      const tallies = await quarantine.unreported()
      expect(tallies.map(({ day, code, inputs }) => [day, code, inputs])).toEqual([
        ['2026-03-01', 'A', 1],
        ['2026-03-01', 'B', 1],
        ['2026-03-02', 'A', 1],
        ['2026-03-02', 'B', 1],
      ])
    })

    test('what was told is told no more', async () => {
      await quarantine.keep(many(0, 5, 'urn:a'), quota)
      const [tally] = await quarantine.unreported()
      await quarantine.markReported(tally?.tally_id ?? '', 2)
      expect(await quarantine.unreported()).toMatchObject([{ inputs: 3, reported: 2 }])
      await quarantine.markReported(tally?.tally_id ?? '', 3)
      await restart()
      expect(await quarantine.unreported()).toEqual([])
    })

    test('a message of the bus that comes again was counted before', async () => {
      const messages = Array.from({ length: 6 }, (_, offset) =>
        someInput(`m-${offset}`, {
          source: 'urn:a',
          origin: { channel: 'kafka', topic: 't', partition: 1, offset },
        }),
      )
      const first = await quarantine.keep(messages, { ...quota, sample_every: 1_000 })
      await restart()
      expect(await quarantine.keep(messages, { ...quota, sample_every: 1_000 })).toEqual(first)
      expect(await quarantine.unreported()).toMatchObject([{ channel: 'kafka', inputs: 4 }])
    })

    const origins: readonly InputOrigin[] = [
      { channel: 'http', line: null },
      { channel: 'http', line: 12 },
      { channel: 'file', file: '投诉 "a".csv', line: 3, mapping: null },
      { channel: 'file', file: 'b.csv', line: 3, mapping: 'tw-epa' },
    ]
    test.each(origins)('what is known about the input comes back: %j', async (origin) => {
      const input = someInput('a', { origin })
      await quarantine.keep([input])
      await restart()
      expect(plain(await quarantine.get('a'))).toEqual({ ...plain(input), state: 'held' })
    })

    test('an id that is not there is undefined', async () => {
      expect(await quarantine.get('a')).toBeUndefined()
    })

    test('a repeat is kept once, as it was: in one call, in another, after it was settled', async () => {
      const repeat = someInput('a', { source: 'changed', reasons: [] })
      await quarantine.keep([someInput('a'), repeat])
      await quarantine.keep([repeat, someInput('b')])
      const settled = { state: 'redriven', at: AT, event_ids: ['e1'] } as const
      await quarantine.settle('a', { state: settled })
      await quarantine.keep([repeat])
      expect(await quarantine.get('a')).toMatchObject({
        source: 'urn:a',
        reasons: [REASON],
        ...settled,
      })
      expect(await listed({ limit: 10 })).toEqual([['a', 'b']])
    })

    test('keeping nothing is fine', async () => {
      await quarantine.keep([])
      expect(await quarantine.list({ limit: 1 })).toEqual({ entries: [], next: null })
    })

    test('pages are oldest first, none larger than the limit, and the last one says so', async () => {
      await quarantine.keep(['c', 'a', 'b', 'e', 'd'].map((id) => someInput(id)))
      expect(await listed({ limit: 2 })).toEqual([['c', 'a'], ['b', 'e'], ['d']])
      expect(await listed({ limit: 5 })).toEqual([['c', 'a', 'b', 'e', 'd']])
    })

    test('while new entries arrive, each old one is still listed once, in its place', async () => {
      await quarantine.keep(['c', 'a', 'b'].map((id) => someInput(id)))
      let arrived = 0
      const pages = await listed({ limit: 1 }, async () => {
        if (arrived++ < 2) await quarantine.keep([someInput(`0-${arrived}`), someInput('a')])
      })
      expect(pages).toEqual([['c'], ['a'], ['b'], ['0-1'], ['0-2']])
    })

    test('a page of no entries, and a cursor from elsewhere, are refused', async () => {
      await expect(quarantine.list({ limit: 0 })).rejects.toThrow(RangeError)
      await expect(quarantine.list({ limit: 1, after: 'x' })).rejects.toThrow(RangeError)
    })

    test('entries are listed by source, by state, and by both', async () => {
      await quarantine.keep(
        ['a', 'b', 'c', 'd'].map((id, index) =>
          someInput(id, { source: index % 2 === 0 ? 'even' : 'odd' }),
        ),
      )
      await quarantine.settle('c', { state: REDRIVEN })
      expect(await listed({ limit: 9, source: 'even' })).toEqual([['a', 'c']])
      expect(await listed({ limit: 1, state: 'held' })).toEqual([['a'], ['b'], ['d']])
      expect(await listed({ limit: 9, state: 'redriven', source: 'even' })).toEqual([['c']])
      expect(await listed({ limit: 9, source: 'unknown' })).toEqual([[]])
    })

    test('entries are listed by the code of any of their reasons', async () => {
      const other = { ...REASON, code: 'OTHER' }
      await quarantine.keep([
        someInput('a'),
        someInput('b', { reasons: [REASON, other] }),
        someInput('c', { reasons: [] }),
        someInput('d', { reasons: [other], source: 'urn:d' }),
      ])
      expect(await listed({ limit: 9, code: 'OTHER' })).toEqual([['b', 'd']])
      expect(await listed({ limit: 1, code: REASON.code })).toEqual([['a'], ['b']])
      expect(await listed({ limit: 9, code: 'OTHER', source: 'urn:d', state: 'held' })).toEqual([
        ['d'],
      ])
    })

    test('attempts to send an entry again are numbered and kept with their bytes, ended or not', async () => {
      await quarantine.keep([someInput('a'), someInput('b')])
      const attempt = { at: AT, actor: 'li', reason: 'r', repaired: null }
      const repaired = Uint8Array.of(0, 0xff, 1)
      const result = {
        events: [{ event_id: 'e1', status: 'duplicate', position: 7 }],
        reasons: [REASON],
      } as const
      expect(await quarantine.beginRedriving('a', { ...attempt, actor: null, repaired })).toBe(1)
      await quarantine.settle('a', { state: HELD, ended: { number: 1, result } })
      expect(await quarantine.beginRedriving('a', attempt)).toBe(2)
      await restart()
      const noted = { at: AT, actor: 'li', reason: 'r', repaired_bytes_count: null }
      expect(await quarantine.redrivings(['a', 'b', 'unknown'])).toEqual(
        new Map([
          [
            'a',
            [
              { ...noted, number: 1, actor: null, repaired_bytes_count: 3, result },
              { ...noted, number: 2, result: null },
            ],
          ],
        ]),
      )
      expect([...((await quarantine.repairedBytes('a', 1)) ?? [])]).toEqual([...repaired])
      expect(await quarantine.repairedBytes('a', 2)).toBeUndefined()
      expect([...((await quarantine.get('a'))?.bytes ?? [])]).toEqual([...someInput('a').bytes])
    })

    test('an attempt begins where none is open and the entry is held', async () => {
      await quarantine.keep([someInput('a'), someInput('b'), someInput('c')])
      const begin = (id: string) =>
        quarantine.beginRedriving(id, { at: AT, actor: null, reason: null, repaired: null })
      const at_once = await Promise.all([begin('a'), begin('a'), begin('b')])
      expect(at_once.toSorted()).toEqual([1, 1, undefined])
      await restart()
      expect(await begin('a')).toBeUndefined()
      await quarantine.settle('c', { state: REDRIVEN })
      expect(await begin('c')).toBeUndefined()
      expect(await begin('unknown')).toBeUndefined()
      expect((await quarantine.redrivings(['a', 'c', 'unknown'])).size).toBe(1)
    })

    test('an attempt ends once, and its entry with it', async () => {
      await quarantine.keep([someInput('a')])
      const attempt = { at: AT, actor: null, reason: null, repaired: null }
      const taken = {
        events: [{ event_id: 'e1', status: 'accepted', position: 7 }],
        reasons: [],
      } as const
      const ended = { number: 1, result: taken }
      await quarantine.beginRedriving('a', attempt)
      expect(await quarantine.settle('a', { state: REDRIVEN, ended })).toBe(true)
      const refused = { number: 1, result: { events: [], reasons: [REASON] } }
      const late = { state: HELD, reasons: [], ended: refused }
      expect(await quarantine.settle('a', late)).toBe(false)
      await restart()
      expect(await quarantine.get('a')).toMatchObject({ ...REDRIVEN, reasons: [REASON] })
      expect((await quarantine.redrivings(['a'])).get('a')).toMatchObject([{ result: taken }])
    })

    test('what is held is counted by source and by each reason, the largest numbers first', async () => {
      const other = { code: 'OTHER', path: '', message: '' }
      await quarantine.keep([
        someInput('a', { reasons: [REASON, other, { ...REASON, path: 'elsewhere' }] }),
        someInput('b', { received_at: AT }),
        someInput('c', { source: 'urn:c', reasons: [] }),
      ])
      const rows = [
        { source: 'urn:a', code: null, inputs: 2 },
        { source: 'urn:a', code: REASON.code, inputs: 2 },
        { source: 'urn:a', code: 'OTHER', inputs: 1 },
        { source: 'urn:c', code: null, inputs: 1 },
      ]
      const first = someInput('a').received_at
      expect(await quarantine.held(9)).toEqual({
        inputs: 3,
        oldest_received_at: first,
        listed: rows,
        not_listed: 0,
      })
      expect(await quarantine.held(1)).toMatchObject({ listed: rows.slice(0, 1), not_listed: 3 })

      await quarantine.settle('a', { state: REDRIVEN })
      await quarantine.settle('c', { state: HELD, reasons: [other] })
      await restart()
      expect(await quarantine.held(9)).toEqual({
        inputs: 2,
        oldest_received_at: AT,
        listed: [
          { source: 'urn:a', code: null, inputs: 1 },
          { source: 'urn:a', code: REASON.code, inputs: 1 },
          { source: 'urn:c', code: null, inputs: 1 },
          { source: 'urn:c', code: 'OTHER', inputs: 1 },
        ],
        not_listed: 0,
      })
    })

    test('settling replaces the state, and the reasons where it is refused again', async () => {
      await quarantine.keep([someInput('a'), someInput('b')])
      await quarantine.settle('a', { state: { ...REDRIVEN, event_ids: ['e1', 'e2'] } })
      expect(await quarantine.get('a')).toMatchObject({
        state: 'redriven',
        at: AT,
        event_ids: ['e1', 'e2'],
        reasons: [REASON],
      })
      const reasons = [{ code: 'UNKNOWN_TYPE', path: 'type', message: 'no such type' }]
      await quarantine.settle('a', { state: HELD, reasons })
      await restart()
      expect(plain(await quarantine.get('a'))).toEqual({
        ...plain(someInput('a')),
        state: 'held',
        reasons,
      })
      expect(plain(await quarantine.get('b'))).toEqual({ ...plain(someInput('b')), state: 'held' })
    })
  })
}

const AT = '2026-03-12T00:00:00.000Z' as Instant
const HELD = { state: 'held' } as const
const REDRIVEN = { state: 'redriven', at: AT, event_ids: [] } as const
const REASON = { code: 'TIME_UNREADABLE', path: 'data.when', message: 'expected a timestamp' }

function someInput(id: string, fields: Partial<QuarantinedInput> = {}): QuarantinedInput {
  return {
    quarantine_id: id,
    source: 'urn:a',
    origin: { channel: 'http', line: 1 },
    content_type: 'application/x-ndjson; charset=utf-8',
    bytes: new TextEncoder().encode(`{"id":"${id}"`),
    reasons: [REASON],
    received_at: '2026-03-11T02:00:00.000Z' as Instant,
    ...fields,
  }
}

/** With the bytes as a list, so that a Buffer equals a Uint8Array of the same content. */
function plain(entry: QuarantinedInput | QuarantineEntry | undefined) {
  return entry === undefined ? undefined : { ...entry, bytes: [...entry.bytes] }
}
