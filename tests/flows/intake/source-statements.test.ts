import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ZodError } from 'zod'
import { streamOf } from '@jianwei/events/envelope.ts'
import { IMPORT_ACTOR, type SourceRegistered } from '@jianwei/events/source/events.ts'
import { FEEDS_MAX, type SourceFeed } from '@jianwei/events/source/feeds.ts'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { registerSource } from '@jianwei/services/intake/source-registration.ts'
import { temporaryFolder } from '#/support/intake/intake-server.ts'
import { runJianwei } from '#/support/program/run-jianwei.ts'

const COMPLAINT = "{ complaint_number: 'C-{id}' }"
const PENALTY = "{ penalty_types: { constant: ['01'] } }"

/** A mapping of complaints or of answers to them; both are of one source. */
function mapping(name: 'complaints' | 'answers', feeds = '') {
  return readMapping(mappingText(name, feeds), 'test.yaml')
}

function mappingText(name: 'complaints' | 'answers', feeds = ''): string {
  return `
mapping: ${name}
description: For a test.
source: urn:test:bureau
input: { format: csv, columns: [id] }
time_zone: Asia/Shanghai
${feeds}
events:
  - type: ${name === 'complaints' ? 'ComplaintReceived' : 'PenaltyDecided'}
    id: '${name}:{id}'
    subject: 'test:{id}'
    department: 某局
    occurred_at: { constant: '2026-01-01T00:00:00Z' }
    reported_at: unknown
    data: ${name === 'complaints' ? COMPLAINT : PENALTY}
`
}

async function bring(opened: OpenIntake, folder: string, rows: string, of = mapping('complaints')) {
  const path = join(folder, 'rows.csv')
  writeFileSync(path, `id\n${rows}\n`)
  return importFile(path, of, opened)
}

async function statements(opened: OpenIntake) {
  const events = await Array.fromAsync(opened.log.read(streamOf('source', 'urn:test:bureau')))
  return events.filter(({ type }) => type === 'SourceRegistered')
}

test('an import states what its mapping gives, before the first row and once', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  await bring(opened, folder.path, '1\n2')
  await bring(opened, folder.path, '3')
  const [stated, ...more] = await statements(opened)
  expect(more).toEqual([])
  expect(stated).toMatchObject({
    ordinal: 2,
    data: {
      name: 'urn:test:bureau',
      channel: 'file',
      feeds: [{ event_types: ['ComplaintReceived'], departments: ['某局'], mapping: 'complaints' }],
      never_feeds: [],
      actor: 'jianwei:import',
    },
  })
})

test('a mapping that says something else changes its own entries and keeps those of others', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  await bring(opened, folder.path, '1')
  await bring(opened, folder.path, '1', mapping('answers'))
  const changed = mapping('complaints', 'feeds: { departments: [另一局] }')
  await bring(opened, folder.path, '2', changed)
  const said = await statements(opened)
  expect(said.map(({ data }) => data['feeds'])).toMatchObject([
    [{ mapping: 'complaints', departments: ['某局'] }],
    [{ mapping: 'complaints', departments: ['某局'] }, { mapping: 'answers' }],
    [{ mapping: 'answers' }, { mapping: 'complaints', departments: ['另一局'] }],
  ])
  // The same file with another statement is the same import.
  const again = mapping('complaints', 'feeds: nothing')
  await bring(opened, folder.path, '2')
  expect(await bring(opened, folder.path, '2', again)).toMatchObject({ was_complete: true })
})

test('people register, edit and see a source, and imports leave what they state', async () => {
  using folder = temporaryFolder()
  const source = async (...words: readonly string[]) => {
    const told = await runJianwei(['source', ...words, '--data', folder.path], {})
    return { ...told, output: told.output.trimEnd() }
  }
  const who = ['--actor', 'chen', '--reason', 'agreed']
  const name = 'urn:test:bureau'
  expect(await source('edit', name, '--feeds', 'PenaltyDecided', ...who)).toEqual({
    code: 1,
    output: `${name} is not registered; make it known with: source register`,
  })
  const first = ['--feeds', 'PenaltyDecided', '--departments', '某局', '--from', '2026-01-01']
  expect(await source('register', name, ...first, '--never', 'CaseClosed', ...who)).toEqual({
    code: 0,
    output: `${name}  stated at position 1`,
  })
  expect(await source('register', name, ...who)).toMatchObject({ code: 1 })
  expect(await source('edit', name, '--feeds', 'WarningRaised', ...who)).toEqual({
    code: 1,
    output: 'WarningRaised is no type of fact',
  })
  expect(await source('edit', name, '--department', '某局', ...who)).toMatchObject({
    output: `${name}  stated at position 2`,
  })
  expect(await source('edit', name, '--department', '某局', ...who)).toMatchObject({
    output: `${name}  stated as before`,
  })
  {
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    await bring(opened, folder.path, '1\n2')
    expect(await statements(opened)).toHaveLength(2)
  }
  expect((await source('show', name)).output.split('\n')).toEqual([
    name,
    '  某局',
    '  stated at position 2 by chen: agreed',
    '  feeds PenaltyDecided of 某局 from 2025-12-31T16:00:00.000Z',
    '  never feeds CaseClosed of 某局',
    '  contradiction: it sent 2 ComplaintReceived that it does not state, among them of 某局',
    '  contradiction: it states PenaltyDecided and has sent none',
  ])
  const statement = join(folder.path, 'statement.yaml')
  writeFileSync(statement, 'feeds: [{ event_types: [ComplaintReceived] }]')
  expect(await source('edit', name, '--file', statement, ...who)).toMatchObject({ code: 0 })
  expect((await source('show')).output.split('\n').slice(2)).toEqual([
    expect.stringMatching(/^ {2}stated at position \d+ by chen: agreed$/),
    '  feeds ComplaintReceived of everybody',
  ])
})

describe('an import beside a person', () => {
  const NAME = 'urn:test:bureau'
  const who = { actor: 'chen', reason: 'agreed' }
  const say = (opened: OpenIntake, said: Partial<SourceRegistered>) =>
    registerSource(opened.log, NAME, opened.now(), (before) => ({
      ...(before ?? { name: NAME, feeds: [], never_feeds: [] }),
      ...said,
      ...who,
    }))
  const feedsOf = async (opened: OpenIntake) =>
    (await statements(opened)).at(-1)?.data['feeds'] as readonly SourceFeed[]

  test('who said nothing of feeds states as before, and keeps what was said', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    await say(opened, { title: { en: 'The bureau', zh: '某局' } })
    await bring(opened, folder.path, '1')
    await say(opened, { license: 'CC0' })
    const { statements_left } = await bring(opened, folder.path, '1', mapping('answers'))
    expect(statements_left).toEqual([])
    expect((await statements(opened)).at(-1)?.data).toMatchObject({
      title: { zh: '某局' },
      license: 'CC0',
      feeds: [{ mapping: 'complaints' }, { mapping: 'answers' }],
      actor: 'jianwei:import',
    })
  })

  test('who stated feeds leaves that, also after edits of other things, and says so', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    await say(opened, { feeds: [{ event_types: ['PenaltyDecided'] }] })
    await say(opened, { license: 'CC0' })
    expect((await bring(opened, folder.path, '1')).statements_left).toEqual([
      { source: NAME, because: 'STATED_BY_PERSON', problems: [] },
    ])
    expect(await feedsOf(opened)).toEqual([{ event_types: ['PenaltyDecided'] }])
    const nothing = mapping('complaints', 'feeds: nothing')
    expect((await bring(opened, folder.path, '2', nothing)).statements_left).toEqual([])
  })

  test('tells it in its report', async () => {
    using folder = temporaryFolder()
    {
      await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
      await say(opened, { feeds: [{ event_types: ['PenaltyDecided'] }] })
    }
    const [rows, yaml] = [join(folder.path, 'rows.csv'), join(folder.path, 'complaints.yaml')]
    writeFileSync(rows, 'id\n1\n')
    writeFileSync(yaml, mappingText('complaints'))
    const told = await runJianwei(['import', rows, '--mapping', yaml, '--data', folder.path], {})
    expect(told.output).toContain(
      `\nWhat ${NAME} states of its feeds stays as it is: a person stated it, and not this mapping`,
    )
  })
})

test('a mapping that states nothing takes back its own entries and keeps those of others', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  await bring(opened, folder.path, '0', mapping('complaints', 'feeds: nothing'))
  expect(await statements(opened)).toEqual([])
  await bring(opened, folder.path, '1', mapping('complaints', 'feeds: { never: [CaseClosed] }'))
  await bring(opened, folder.path, '1', mapping('answers'))
  await bring(opened, folder.path, '2', mapping('complaints', 'feeds: nothing'))
  await bring(opened, folder.path, '3', mapping('complaints', 'feeds: nothing'))
  const said = await statements(opened)
  expect(said).toHaveLength(3)
  expect(said.at(-1)?.data).toMatchObject({
    feeds: [{ mapping: 'answers' }],
    never_feeds: [],
    reason: 'taken back by the mapping complaints',
  })
})

describe('a statement with more entries than readers accept', () => {
  const full = Array.from({ length: FEEDS_MAX }, (_, at) => ({
    event_types: ['PenaltyDecided'],
    mapping: `m${at}`,
  }))

  test('is never appended', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const feeds = [...full, { event_types: ['PenaltyDecided'] }]
    const said = { name: 'urn:test:bureau', feeds, never_feeds: [] }
    await expect(
      registerSource(opened.log, 'urn:test:bureau', opened.now(), () => said),
    ).rejects.toThrow(ZodError)
    expect(await opened.log.head()).toBe(0)
  })

  test('of an import: what stands stays, the rows come, and the report says so', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const said = { name: 'urn:test:bureau', feeds: full, never_feeds: [], actor: IMPORT_ACTOR }
    await registerSource(opened.log, 'urn:test:bureau', opened.now(), () => said)
    expect(await bring(opened, folder.path, '1')).toMatchObject({
      accepted: 1,
      statements_left: [
        {
          source: 'urn:test:bureau',
          because: 'STATEMENT_REFUSED',
          problems: [expect.stringMatching(/^feeds: .*200/)],
        },
      ],
    })
    expect(await statements(opened)).toHaveLength(1)
  })
})
