import { readCommandLine } from '#/command-line.ts'
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { workOnAlerts } from '#/kept-data/alert-steps.ts'
import {
  allRows,
  KEPT_LISTS,
  untilAtRest,
  type KeptAnswers,
} from '@jianwei/tests/kept-data/answers.ts'
import { StartedProgram } from '@jianwei/tests/support/program/started-program.ts'
import {
  fetchAsAdministrator,
  tokenEnvironment,
} from '@jianwei/tests/support/program/as-administrator.ts'

/*
 * Makes a data folder with the program as it lies here, asks it what it says, and packs both for
 * the tests of later versions:
 *
 *   node tools/kept-data/make-kept-folder.ts 2026-11-28
 *
 * Everything goes through the program: files and rule steps by its commands, facts over HTTP. Only
 * the steps of people at alerts are appended by the decider's own code, because the program has no
 * door for them.
 */

const HERE = import.meta.dirname
const KEPT = fileURLToPath(new URL('../../tests/kept-data', import.meta.url))
const JIANWEI = fileURLToPath(new URL('../../services/cli/jianwei.js', import.meta.url))
const EXAMPLE = fileURLToPath(
  new URL('../../services/intake/examples/tw-epa-penalties.csv.gz', import.meta.url),
)
const REGISTER = join(HERE, 'register.yaml')
const SOURCE = 'urn:kept:register'
/**
 * The newest rows of the example: enough for alerts of most rules, and a packed folder of about a
 * megabyte.
 */
const EXAMPLE_ROWS = 400
const WORKED_RULE = 'two-penalties-in-one-year'
const RETIRED_RULE = 'violation-continues-after-order'

const {
  operands: [name],
} = readCommandLine({
  call: 'npm run keep-data --',
  does: 'Makes a data folder with the program as it is, for the tests of later versions.',
  operands: 'DAY',
})
if (name === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(name))
  throw new TypeError('name the folder by its day: 2026-11-28')
const work = join(tmpdir(), `jianwei-kept-${process.pid}`)
const data = join(work, 'data')
const ENVIRONMENT = { JIANWEI_DATA: data, EXAMPLE_DATA: 'none' }
mkdirSync(work, { recursive: true })
try {
  const answers = await fillFolder()
  const target = join(KEPT, name)
  mkdirSync(target, { recursive: true })
  execFileSync('tar', ['-czf', join(target, 'data.tar.gz'), '-C', work, 'data'])
  writeFileSync(join(target, 'answers.json'), `${JSON.stringify(answers)}\n`)
  writeFileSync(join(target, 'made-by.json'), `${JSON.stringify(madeBy())}\n`)
} finally {
  rmSync(work, { recursive: true, force: true })
}

async function fillFolder(): Promise<KeptAnswers> {
  importFile('example.csv', newestRows(), 'tw-epa-penalties')
  const before = [...Array(6).keys()].map((at) => row(`K-${at}`, 'imported', `2026-0${at + 1}-15`))
  importFile('register.csv', csv(before), REGISTER)
  const { alerts, worked_on } = await firstRun()
  // Filled anew the warehouse has few files: the engine keeps those that it merged for some
  // minutes.
  rmSync(join(data, 'warehouse'), { recursive: true })
  await using program = new StartedProgram(ENVIRONMENT)
  const origin = await program.origin()
  await untilAtRest(origin)
  const lists = Object.fromEntries(
    await Promise.all(KEPT_LISTS.map(async (path) => [path, await allRows(origin, path)] as const)),
  )
  const held_back = await allRows(origin, '/v1/warnings?subject_id=kept:held-back')
  await program.end('SIGTERM')
  return { alerts, worked_on, lists, held_back }
}

async function firstRun(): Promise<Pick<KeptAnswers, 'alerts' | 'worked_on'>> {
  await using program = new StartedProgram(ENVIRONMENT)
  const origin = await program.origin()
  await untilAtRest(origin)
  await stepsOfRules(origin)
  await facts(origin)
  await untilAtRest(origin)
  refuse('without-a-column.csv', 'number,decided_at\nK-90,2026-11-01T00:00:00+08:00\n')
  refuse(
    'cut-off.csv.gz',
    cutOff(csv([...Array(400).keys()].map((at) => row(`K-9${at}`, 'cut-off', '2026-10-01')))),
  )
  await send(origin, [
    penalty('H-1', 'held-back', '2026-11-01'),
    penalty('H-2', 'held-back', '2026-11-02'),
  ])
  await untilAtRest(origin)
  const alerts = await allRows(origin, '/v1/alerts')
  const worked_on = await workOnAlerts(join(data, 'log.db'), mattersOf(alerts))
  await untilAtRest(origin)
  await program.end('SIGTERM')
  return { alerts, worked_on }
}

/** One rule in shadow, one retired; the six that come published stay so. */
async function stepsOfRules(origin: string): Promise<void> {
  const by = ['--reason', 'kept for later versions', '--url', origin]
  await run('rule', 'draft', join(HERE, 'register-penalty.yaml'), ...by)
  await run('rule', 'shadow', 'kept-register-penalty@1', ...by)
  await run('rule', 'retire', `${RETIRED_RULE}@1`, ...by)
}

/** Facts that stand, that were corrected and that were taken back, and input that was refused. */
async function facts(origin: string): Promise<void> {
  await send(origin, [
    penalty('C-1', 'corrected', '2026-09-01'),
    penalty('C-2', 'corrected', '2026-09-20'),
    penalty('R-1', 'retracted', '2026-09-02'),
    penalty('R-2', 'retracted', '2026-09-21'),
  ])
  await untilAtRest(origin)
  const { data: replaced } = penalty('C-2', 'corrected', '2026-09-20')
  await send(origin, [
    {
      ...event('FactCorrected', 'C-2-corrected', 'corrected', '2026-10-10'),
      data: {
        fact: { source: SOURCE, id: 'C-2' },
        reason: 'the fine was misread',
        replacement: {
          type: 'PenaltyDecided',
          schema_version: 1,
          occurred_at: '2026-09-19T16:00:00.000Z',
          region: '330203',
          department: null,
          data: { ...replaced, fine_cents: 99_900, fine_text: '999' },
        },
      },
    },
    {
      ...event('FactRetracted', 'R-2-retracted', 'retracted', '2026-10-11'),
      data: { fact: { source: SOURCE, id: 'R-2' }, reason: 'entered twice' },
    },
  ])
  await send(origin, [
    { ...penalty('Q-1', 'refused', '2026-09-03'), data: { penalty_types: ['no such type'] } },
  ])
  await send(origin, [{ ...penalty('Q-2', 'refused', '2026-09-03'), type: 'NoSuchEvent' }])
}

function event(type: string, id: string, subject: string, day: string) {
  return {
    specversion: '1.0',
    id,
    source: SOURCE,
    type,
    subject: `kept:${subject}`,
    time: `${day}T00:00:00+08:00`,
    region: '330203',
  }
}

function penalty(id: string, subject: string, day: string) {
  const fine = { currency: 'CNY', fine_cents: 10_000, fine_unit: 'yuan', fine_text: '100' }
  return {
    ...event('PenaltyDecided', id, subject, day),
    data: { penalty_types: ['02'], decision_number: id, ...fine },
  }
}

async function send(origin: string, events: readonly object[]): Promise<void> {
  const answer = await fetchAsAdministrator(new URL('/v1/events', origin), {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  })
  console.log(answer.status, (await answer.text()).slice(0, 300))
}

function row(number: string, subject: string, day: string): string {
  return `${number},${subject},${day}T00:00:00+08:00,100`
}

function csv(rows: readonly string[]): string {
  return `number,subject,decided_at,fine\n${rows.join('\n')}\n`
}

function newestRows(): string {
  const lines = gunzipSync(readFileSync(EXAMPLE)).toString().trimEnd().split('\n')
  return `${[lines[0], ...lines.slice(-EXAMPLE_ROWS)].join('\n')}\n`
}

/** The first half of a packed file. */
function cutOff(text: string): Buffer {
  const packed = gzipSync(text)
  return packed.subarray(0, packed.length / 2)
}

function importFile(file: string, content: string | Buffer, mapping: string): void {
  writeFileSync(join(work, file), content)
  console.log(jianwei('import', join(work, file), '--mapping', mapping, '--data', data))
}

function refuse(file: string, content: string | Buffer): void {
  try {
    importFile(file, content, REGISTER)
  } catch (error) {
    console.log(`refused: ${file}`, error instanceof Error ? error.message.split('\n')[1] : error)
    return
  }
  throw new Error(`${file} was not refused`)
}

function jianwei(...args: readonly string[]): string {
  return execFileSync('node', [JIANWEI, ...args], { encoding: 'utf8' })
}

/** Without holding this process up: the program that answers is its child. */
async function run(...args: readonly string[]): Promise<void> {
  const env = tokenEnvironment(args)
  console.log((await promisify(execFile)('node', [JIANWEI, ...args], { env })).stdout)
}

function mattersOf(
  alerts: KeptAnswers['alerts'],
): readonly { rule_id: string; subject_id: string }[] {
  return alerts
    .filter(
      (alert) =>
        alert['rule_id'] === WORKED_RULE && String(alert['subject_id']).startsWith('tw-epa:'),
    )
    .map(({ subject_id }) => ({ rule_id: WORKED_RULE, subject_id: String(subject_id) }))
    .toSorted((a, b) => (a.subject_id < b.subject_id ? -1 : 1))
}

/** The newest commit that changed the program. */
function madeBy(): object {
  const program = ['events', 'projections', 'infra', 'services']
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const commit = execFileSync('git', ['log', '-1', '--format=%H', '--', ...program], {
    cwd: root,
    encoding: 'utf8',
  })
  return { commit: commit.trim(), at: new Date().toISOString(), node: process.version }
}
