/**
 * `npm run walk`: which files of the project a complaint goes through, from its POST until its
 * alert is in the list. Two runs of it compare two states of the code (`--program FOLDER`).
 *
 *  1. Starts the program on a new folder, with one rule published: ten complaints in thirty days.
 *  2. Sends ten complaints about one company and waits for its alert: whatever happens once after a
 *     start has happened then. Sends nine about another company.
 *  3. At rest, notes for a while which functions run although nobody sends anything: upkeep.
 *  4. Sends the tenth complaint and asks for alerts until there is one, and notes the same.
 *
 * A file is counted where a function of it ran in 4 that did not run in 3. V8 itself says which
 * functions ran, by its precise coverage; types and constants run nowhere and are not counted.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { untilAtRest } from '@jianwei/tests/kept-data/answers.ts'
import { eventually } from '@jianwei/tests/support/hang.ts'
import { readCommandLine } from '#/command-line.ts'
import { CoverageOfProcess } from '#/walk/coverage-of-process.ts'
import { fetchAsAdministrator } from '@jianwei/tests/support/program/as-administrator.ts'

const RINGS = ['events', 'projections', 'infra', 'services'] as const
const RULE = 'concentrated-complaints'
const COMPLAINTS_FOR_AN_ALERT = 10
const FIRST_COMPANY = '91330203MA00000010'
const SECOND_COMPANY = '91330203MA00000023'
/** Longer than the program lets any of its timers wait, save those that count in minutes. */
const REST_MS = 12_000

const { options, flags } = readCommandLine({
  call: 'npm run walk --',
  does: 'Prints which files a complaint goes through, from its POST until its alert is listed.',
  options: {
    program: ['the folder of the program', fileURLToPath(new URL('../../', import.meta.url))],
  },
  flags: {
    functions: 'also which functions ran',
    upkeep: 'also files of which only such functions ran as run at rest',
  },
})

const root = await realpath(resolve(options.program))
const data = await mkdtemp(join(tmpdir(), 'jianwei-walk-'))
const child = spawn(
  process.execPath,
  ['--inspect=127.0.0.1:0', join(root, 'services/cli/jianwei.js'), 'start'],
  {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      JIANWEI_DATA: data,
      EXAMPLE_DATA: 'none',
      CONSOLE_BUILD: 'none',
      RULES_PUBLISHED: RULE,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  },
)
try {
  print(await filesOfWalk(child))
} finally {
  if (child.exitCode === null) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  await rm(data, { recursive: true, force: true })
}

/** The functions that ran, by file from the root of the program. */
async function filesOfWalk(program: ChildProcess): Promise<ReadonlyMap<string, readonly string[]>> {
  let said = ''
  for (const stream of [program.stdout, program.stderr])
    stream?.on('data', (text) => (said += String(text)))
  const find = (wanted: RegExp): Promise<string> =>
    eventually(
      () => {
        if (program.exitCode !== null) throw new Error(`it ended:\n${said}`)
        return wanted.exec(said)?.[1]
      },
      () => said,
    )
  const inspector = await find(/^Debugger listening on (ws:\S+)$/m)
  const origin = await find(/^API +(http:\/\/[^/]+)\//m)
  await untilAtRest(origin)

  for (let n = 0; n < COMPLAINTS_FOR_AN_ALERT; n++) await complain(origin, FIRST_COMPANY, n)
  await untilAlert(origin, FIRST_COMPANY)
  for (let n = 1; n < COMPLAINTS_FOR_AN_ALERT; n++) await complain(origin, SECOND_COMPANY, n)
  await untilAtRest(origin)

  await using coverage = await CoverageOfProcess.begin(inspector)
  await sleep(REST_MS)
  const atRest = await coverage.take()
  await complain(origin, SECOND_COMPANY, 0)
  await untilAlert(origin, SECOND_COMPANY)
  const touched = await coverage.take()

  const files = new Map<string, readonly string[]>()
  for (const [url, ran] of touched) {
    const path = pathInRoot(url)
    if (path === undefined) continue
    const besides = [...ran].filter(([at]) => flags.upkeep || !atRest.get(url)?.has(at))
    if (besides.length > 0)
      files.set(
        path,
        besides.map(([, name]) => name || '(unnamed)'),
      )
  }
  return files
}

function pathInRoot(url: string): string | undefined {
  const folder = pathToFileURL(`${root}/`).href
  if (!url.startsWith(folder)) return undefined
  const path = decodeURIComponent(url.slice(folder.length))
  return RINGS.some((ring) => path.startsWith(`${ring}/`)) ? path : undefined
}

async function complain(origin: string, subject: string, n: number): Promise<void> {
  const event = {
    specversion: '1.0',
    id: `complaint-${subject}-${n}`,
    source: 'urn:example:market-bureau',
    type: 'ComplaintReceived',
    subject,
    time: new Date(Date.UTC(2026, 2, 1 + n, 1, 30)).toISOString(),
    region: '330203',
    department: '示例区市场监督管理局',
    data: { complaint_number: `TS-${subject}-${n}`, title: '面包变质' },
  }
  const answer = await fetchAsAdministrator(`${origin}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  })
  if (!answer.ok) throw new Error(`the complaint was refused: ${await answer.text()}`)
}

async function untilAlert(origin: string, subject: string): Promise<void> {
  await eventually(
    async () => {
      const answer = await fetchAsAdministrator(`${origin}/v1/alerts`)
      const { items } = (await answer.json()) as { items: readonly { subject_id: string }[] }
      return items.some(({ subject_id }) => subject_id === subject) ? true : undefined
    },
    () => `no alert about ${subject}`,
  )
}

function print(files: ReadonlyMap<string, readonly string[]>): void {
  for (const ring of RINGS) {
    const ofRing = [...files]
      .filter(([path]) => path.startsWith(`${ring}/`))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
    console.log(`${ring}: ${ofRing.length}`)
    for (const [path, ran] of ofRing)
      console.log(`  ${path}${flags.functions ? `: ${ran.join(', ')}` : ''}`)
  }
  console.log(`${files.size} files`)
}
