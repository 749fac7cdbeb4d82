import { createHash } from 'node:crypto'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { streamOf, type NewEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { someEvents } from '#/support/log/events.ts'
import {
  appendTo,
  FIRST_DAY_EVENTS,
  SECOND_DAY_EVENTS,
  twoDays,
  withStores,
  type TwoDays,
} from '#/support/warehouse/projected-folder.ts'
import { runJianwei } from '#/support/program/run-jianwei.ts'
import { StartedProgram } from '#/support/program/started-program.ts'
import { sql } from '@jianwei/projections/sql.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'

const ALL = FIRST_DAY_EVENTS + SECOND_DAY_EVENTS
const RULE = fileURLToPath(
  new URL(
    '../../../projections/rules/packs/published-practice/annual-report-missed-twice.yaml',
    import.meta.url,
  ),
)
const WHO = ['--actor', 'chen', '--reason', 'the backup of last night is the newest']

let days: TwoDays
beforeAll(async () => {
  days = await twoDays()
})
afterAll(() => days[Symbol.asyncDispose]())

/** Ways in which a log comes to lack what the warehouse has seen. */
const SETBACKS: Readonly<
  Record<string, { readonly from: 'killed' | 'today'; readonly happen: Setback }>
> = {
  'its -wal file is taken away': { from: 'killed', happen: removed('log.db-wal', 'log.db-shm') },
  "yesterday's log.db is put back": { from: 'today', happen: (folder) => putBack(folder) },
  "yesterday's log.db is put back and grows beyond where it was": {
    from: 'today',
    happen: async (folder) => {
      await putBack(folder)
      await growAgain(folder, SECOND_DAY_EVENTS + 5)
    },
  },
  'log.db is deleted': { from: 'today', happen: removed('log.db') },
}
type Setback = (folder: string) => Promise<void>

describe.each(Object.entries(SETBACKS))('when %s', (name, { from, happen }) => {
  const lost = name === 'log.db is deleted' ? ALL : SECOND_DAY_EVENTS

  test('the start says what is missing and how to go on, and changes nothing', async () => {
    await using folder = await days.copyOf(from)
    await happen(folder.path)
    const head = await headOf(folder.path)
    await using program = new StartedProgram({ JIANWEI_DATA: folder.path })
    expect(await program.ended(), program.output).toBe(1)
    expect(program.output).toContain(
      `Missing: ${lost} events, positions ${ALL - lost + 1} to ${ALL}`,
    )
    expect(program.output).toContain('npx jianwei log accept-loss')
    expect(program.output).not.toContain('First start')
    expect(program.output).not.toMatch(/^ +at /m)
    expect(await headOf(folder.path)).toBe(head)
    expect(await rowsIn(folder.path)).toBe(ALL)
  })
})

test.each(['rebuild', 'backtest RULE', 'score RULE --as-of 2026-03-01 --subjects SUBJECTS'])(
  '%s refuses just so',
  async (command) => {
    await using folder = await days.copyOf('today')
    await putBack(folder.path)
    const subjects = join(folder.path, 'subjects.csv')
    await writeFile(subjects, 'subject_id\n91330203MA00000010\n')
    const args = command.replace('RULE', RULE).replace('SUBJECTS', subjects).split(' ')
    const { code, output } = await runJianwei(args, { JIANWEI_DATA: folder.path })
    expect([code, output]).toEqual([
      1,
      expect.stringContaining(`Missing: ${SECOND_DAY_EVENTS} events`),
    ])
    expect(await rowsIn(folder.path)).toBe(ALL)
  },
)

test('with the newer log put back the program starts as if nothing had happened', async () => {
  await using folder = await days.copyOf('today')
  await putBack(folder.path)
  expect(await startsOn(folder.path)).toContain('Missing')
  await cp(join(days.today, 'log.db'), join(folder.path, 'log.db'))
  expect(await startsOn(folder.path)).toMatch(/^Jianwei .* are published/)
})

test('an accepted loss is exported and recorded; the next start fills the warehouse again and says so to who asks', async () => {
  await using folder = await days.copyOf('today')
  await putBack(folder.path)
  const lost = await withStores(days.today, async ({ log }) =>
    (
      await Array.fromAsync(
        log.follow('start', {
          signal: new AbortController().signal,
          batch_events_max: 100,
          until: 'head',
        }),
      )
    )
      .flatMap(({ events }) => events)
      .slice(FIRST_DAY_EVENTS),
  )
  const env = { JIANWEI_DATA: folder.path }
  const accepted = await runJianwei(['log', 'accept-loss', ...WHO], env)
  expect([accepted.code, accepted.output]).toEqual([
    0,
    expect.stringContaining(`${SECOND_DAY_EVENTS} facts`),
  ])
  // Nothing is thrown away before the start.
  expect(await rowsIn(folder.path)).toBe(ALL)
  const again = await runJianwei(['log', 'accept-loss', ...WHO], env)
  expect([again.code, again.output]).toEqual([0, expect.stringContaining('accepted at')])

  const file = (await readdir(folder.path)).find((name) => name.endsWith('.ndjson')) ?? ''
  const text = await readFile(join(folder.path, file), 'utf8')
  const [recorded] = await withStores(folder.path, ({ log }) =>
    Array.fromAsync(log.read(streamOf('log', 'losses'))),
  )
  expect(recorded?.data).toMatchObject({
    events: SECOND_DAY_EVENTS,
    facts: SECOND_DAY_EVENTS,
    records: 0,
    common_position: FIRST_DAY_EVENTS,
    first_position: FIRST_DAY_EVENTS + 1,
    last_position: ALL,
    last_event_id: lost.at(-1)?.event_id,
    export_hash: createHash('sha256').update(text).digest('hex'),
    actor: 'chen',
  })

  await using program = new StartedProgram({ ...env, RULES_PUBLISHED: 'none' })
  const origin = await program.origin()
  expect(program.output).toContain('that was accepted by chen')
  expect(program.output).toContain('Filling the warehouse again')
  expect(program.output).not.toContain('First start')
  const ask = async (path: string): Promise<unknown> =>
    (await fetchAsAdministrator(`${origin}${path}`)).json()
  expect(await ask('/v1/completeness')).toMatchObject({
    complete: false,
    accepted_losses: [
      { events: SECOND_DAY_EVENTS, first_position: FIRST_DAY_EVENTS + 1, last_position: ALL },
    ],
  })
  expect(await ask('/health/ready')).toMatchObject({
    status: 'ready',
    accepted_losses: [{ events: SECOND_DAY_EVENTS, accepted_by: 'chen', reason: WHO.at(-1) }],
  })
  // What departments had sent can be sent again as it was.
  const answer = await fetchAsAdministrator(`${origin}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: text,
  })
  expect(await answer.text()).not.toContain('quarantined":1')
  await program.end('SIGTERM')
  const found = await withStores(folder.path, ({ log }) =>
    log.find(lost.map(({ event_id }) => event_id)),
  )
  expect(found.map(asSent)).toEqual(lost.map(asSent))
})

test('a bit flipped in the -wal file is refused before anything is cut off; its acceptance says how much that was', async () => {
  await using folder = await days.copyOf('killed')
  const wal = join(folder.path, 'log.db-wal')
  await flipByteAt(wal, 200)
  const before = await readFile(wal)
  expect(await startsOn(folder.path)).toContain('would be lost without a word')
  expect(await readFile(wal)).toEqual(before)
  const env = { JIANWEI_DATA: folder.path }
  const accepted = await runJianwei(['log', 'accept-loss', ...WHO], env)
  expect([accepted.code, accepted.output]).toEqual([0, expect.stringContaining('It was copied to')])
  const [recorded] = await withStores(folder.path, ({ log }) =>
    Array.fromAsync(log.read(streamOf('log', 'losses'))),
  )
  expect(recorded?.data).toMatchObject({ events: SECOND_DAY_EVENTS, last_position: ALL })
  expect(recorded?.data['cut_transactions']).toBeGreaterThanOrEqual(SECOND_DAY_EVENTS)
  expect(await startsOn(folder.path)).toContain('Filling the warehouse again')
})

test('a loss that reaches further back than the one accepted is refused again', async () => {
  await using folder = await days.copyOf('today')
  await putBack(folder.path)
  const env = { JIANWEI_DATA: folder.path }
  expect(await runJianwei(['log', 'accept-loss', ...WHO, '--no-export'], env)).toMatchObject({
    code: 0,
  })
  const withAcceptance = join(folder.path, 'log.db')
  await withStores(folder.path, async (stores) => {
    await appendTo(stores, someEvents(1))
  })
  await rm(withAcceptance)
  expect(await startsOn(folder.path)).toContain(`Missing: ${ALL} events`)
})

test('a log that was copied holds everything elsewhere: the warehouse is filled again without a question', async () => {
  await using folder = await days.copyOf('today')
  const events = await withStores(days.today, async ({ log }) =>
    (
      await Array.fromAsync(
        log.follow('start', {
          signal: new AbortController().signal,
          batch_events_max: 100,
          until: 'head',
        }),
      )
    ).flatMap((batch) => batch.events),
  )
  await rm(join(folder.path, 'log.db'))
  await withStores(folder.path, async (stores) => {
    await appendTo(stores, someEvents(3))
    await appendTo(
      stores,
      events.map((event) => ({ ...asSent(event), reported_at: event.reported_at })),
    )
  })
  expect(await startsOn(folder.path)).toMatch(/Filling the warehouse again/)
  expect(await rowsIn(folder.path)).toBeGreaterThanOrEqual(ALL + 3)
})

test('a program that was killed while it projected starts without a question', async () => {
  await using folder = await days.copyOf('killed')
  expect(await startsOn(folder.path)).toMatch(/^Jianwei .* are published/)
})

/** Without what the log decides. */
function asSent(event: RecordedEvent): Omit<NewEvent, 'reported_at'> {
  const {
    position: _,
    ordinal: __,
    recorded_at: ___,
    reported_at: ____,
    stream: _____,
    revision: ______,
    data_json: _______,
    ...sent
  } = event
  return sent
}

function removed(...names: readonly string[]): Setback {
  return async (folder) => {
    for (const name of names) await rm(join(folder, name))
  }
}

/** As somebody does who copies the backup over the file and leaves the rest. */
async function putBack(folder: string): Promise<void> {
  await cp(join(days.yesterday, 'log.db'), join(folder, 'log.db'))
}

async function flipByteAt(file: string, at: number): Promise<void> {
  const bytes = await readFile(file)
  // Within the file.
  bytes[at]! ^= 1
  await writeFile(file, bytes)
}

async function growAgain(folder: string, events: number): Promise<void> {
  await withStores(folder, (stores) => appendTo(stores, someEvents(events)))
}

async function headOf(folder: string): Promise<number> {
  return withStores(folder, ({ log }) => log.head())
}

async function rowsIn(folder: string): Promise<number> {
  return withStores(folder, ({ warehouse }) => rowsOf(warehouse))
}

async function rowsOf(warehouse: Warehouse): Promise<number> {
  const [row] = await warehouse.query<{ n: number }>(
    sql`SELECT toUInt32(count()) AS n FROM events_v2`,
    {
      purpose: 'test',
    },
  )
  return row?.n ?? 0
}

/** What the program says until it listens or ends. */
async function startsOn(folder: string): Promise<string> {
  await using program = new StartedProgram({
    JIANWEI_DATA: folder,
    RULES_PUBLISHED: 'none',
    EXAMPLE_DATA: 'none',
  })
  await Promise.race([program.ended(), program.origin().catch(() => {})])
  await program.end('SIGTERM')
  return program.output
}
