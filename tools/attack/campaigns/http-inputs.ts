import { gzipSync } from 'node:zlib'
import type { Random } from '#/simulation/random.ts'
import { accountText, emptyAccount, unaccounted, type Account } from '../account.ts'
import { AttackedProgram } from '../attacked-program.ts'
import type { AttackContext, Campaign, Outcome } from '../campaign.ts'
import { disorderIn, logContents, reportedEvents } from '../log-contents.ts'
import { mutateBytes } from '../mutation/mutate-bytes.ts'
import { mutateJson } from '../mutation/mutate-json.ts'
import { lineSupply } from '../valid-inputs.ts'

const REQUESTS = 300
const LINES_A_REQUEST = 40
const EVENT = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'
const STREAM = 'application/x-ndjson'
/** The door's own answers: too large, unreadable as a whole, of another type. */
const TURNED_AWAY = new Set([400, 413, 415, 431])

interface Answer {
  readonly status: number
  readonly text: string
}

/** What was sent in one request, and in how many inputs it must end. */
interface Shot {
  readonly type: string
  readonly body: Buffer<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
  readonly inputs: number
}

export const httpInputs: Campaign = {
  name: 'http-inputs',
  tries: 'mutated events over HTTP: single, binary, batches, streams, compressed',
  promise: {
    en:
      'accepted + duplicate + corrected + quarantined = sent; nothing answers 500; the log ' +
      'holds what was accepted, once',
    zh: '接收 + 重复 + 更正 + 隔离 = 发送；绝无 500；已接收的在日志中且仅一次',
  },
  run,
}

async function run(context: AttackContext): Promise<Outcome> {
  const random = context.random('inputs')
  const lines = lineSupply(context.seed)
  const account = emptyAccount()
  const findings: string[] = []
  {
    await using program = await AttackedProgram.start(context.folder)
    for (let left = REQUESTS * context.effort; left > 0 && !context.signal.aborted; left -= 1) {
      const shot = aim(lines, random)
      const answer = await program.post('/v1/events', shot.type, shot.body, shot.headers)
      const finding = settle(shot, answer, account)
      if (finding !== undefined)
        findings.push(`${finding}: ${shot.type}, ${context.keep(shot.body)}`)
    }
    const { status } = await program.get('/health/ready')
    if (status !== 200) findings.push(`the program is not ready after it: ${status}`)
    const code = await program.end('SIGTERM')
    if (code !== 0) findings.push(`the program ended with ${code}`)
  }
  findings.push(...(await differencesOfLog(context.folder, account)))
  return { tried: account.sent, unit: 'inputs', findings, notes: accountText(account) }
}

function aim(lines: (count: number) => Buffer[], random: Random): Shot {
  const one = (): Buffer => spoilt(lines(1)[0] ?? Buffer.alloc(0), random)
  switch (random.below(5)) {
    case 0:
      return { type: EVENT, body: Buffer.from(one()), inputs: 1 }
    case 1:
      return binary(one(), random)
    case 2: {
      const events = lines(1 + random.below(LINES_A_REQUEST)).map((line) =>
        mutateJson(line.toString(), random),
      )
      return { type: BATCH, body: Buffer.from(`[${events.join(',')}]`), inputs: Number.NaN }
    }
    default: {
      const body = Buffer.concat(
        lines(1 + random.below(LINES_A_REQUEST)).flatMap((line) => [
          spoilt(line, random),
          Buffer.from('\n'),
        ]),
      )
      const inputs = linesIn(body)
      if (random.chance(0.5)) return { type: STREAM, body, inputs }
      return { type: STREAM, body: gzipSync(body), headers: { 'content-encoding': 'gzip' }, inputs }
    }
  }
}

function binary(body: Buffer, random: Random): Shot {
  const names = [
    'id',
    'source',
    'type',
    'subject',
    'time',
    'specversion',
    'region',
    'datacontenttype',
  ]
  const values = [
    '1.0',
    'x',
    '',
    '%E5%BC%A0',
    'urn:example:x',
    'ViolationFound',
    'tw-epa:F1',
    '2026-03-01T09:30:00Z',
  ]
  const chosen = names.filter(() => random.chance(0.8))
  const headers = Object.fromEntries(chosen.map((name) => [`ce-${name}`, random.pick(values)]))
  // Without any such header the door turns it away.
  return { type: 'application/json', body: Buffer.from(body), headers, inputs: 1 }
}

function spoilt(line: Buffer, random: Random): Buffer {
  if (random.chance(0.3)) return line
  return random.chance(0.5)
    ? mutateBytes(line, random)
    : Buffer.from(mutateJson(line.toString(), random))
}

/** As intake counts them: separated by line feeds, and not blank. */
function linesIn(body: Buffer): number {
  let count = 0
  for (let start = 0; start < body.length;) {
    const feed = body.indexOf(0x0a, start)
    const end = feed === -1 ? body.length : feed
    if (body.subarray(start, end).some((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0d))
      count += 1
    start = end + 1
  }
  return count
}

/** Enters the answer into the account. What is not as promised is a finding. */
function settle(shot: Shot, answer: Answer, account: Account): string | undefined {
  const ends = emptyAccount()
  ends.sent = shot.inputs
  if (TURNED_AWAY.has(answer.status)) {
    ends.sent = Number.isNaN(shot.inputs) ? 1 : shot.inputs
    ends.turned_away = ends.sent
  } else if (answer.status !== 200 && answer.status !== 422 && answer.status !== 429) {
    return `answered ${answer.status} ${answer.text.slice(0, 300)}`
  } else if (shot.type === STREAM) {
    const last = JSON.parse(answer.text.trimEnd().split('\n').at(-1) ?? '{}')
    if (last.summary?.complete !== true) return `not complete: ${JSON.stringify(last)}`
    for (const [name, count] of Object.entries(last.summary)) enter(ends, name, count)
  } else {
    const body: unknown = JSON.parse(answer.text)
    const results = Array.isArray(body) ? body : [body]
    if (Number.isNaN(shot.inputs)) ends.sent = results.length
    for (const result of results) enter(ends, String(result.status), 1)
    if (answer.status === 422) ends.quarantined = 1
    if (answer.status === 429) ends.counted = 1
  }
  for (const [name, count] of Object.entries(ends)) account[name as keyof Account] += count
  const difference = unaccounted(ends)
  return difference === 0 ? undefined : `${difference} inputs without an end: ${accountText(ends)}`
}

function enter(ends: Account, name: string, count: unknown): void {
  const isEnd =
    name === 'accepted' ||
    name === 'duplicate' ||
    name === 'corrected' ||
    name === 'quarantined' ||
    name === 'counted'
  if (isEnd && typeof count === 'number') ends[name] += count
}

async function differencesOfLog(folder: string, account: Account): Promise<string[]> {
  const events = await logContents(folder)
  const disorder = disorderIn(events)
  const reported = reportedEvents(events).length
  const difference = reported === account.accepted + account.corrected
  return [
    ...(disorder === undefined ? [] : [disorder]),
    ...(difference
      ? []
      : [
          `the log holds ${reported} reported events, ` +
            `${account.accepted + account.corrected} were accepted`,
        ]),
  ]
}
