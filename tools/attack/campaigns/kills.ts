import { setTimeout as sleep } from 'node:timers/promises'
import { AttackedProgram } from '../attacked-program.ts'
import type { AttackContext, Campaign, Outcome } from '../campaign.ts'
import { disorderIn, logContents, reportedEvents } from '../log-contents.ts'
import { lineSupply } from '../valid-inputs.ts'

const KILLS = 4
const LINES_A_REQUEST = 200
const LIFE_MS_MAX = 2_500

interface Answered {
  readonly event_id?: string
  readonly status?: string
}

export const kills: Campaign = {
  name: 'kills',
  tries: 'kill -9 under load, again and again on one folder, then everything sent again',
  promise: {
    en: 'what was acknowledged is in the log once, and evaluated after the next start',
    zh: '已确认的在日志中且仅一次，下次启动后照常评估',
  },
  run,
}

async function run({ seed, effort, random, folder, signal }: AttackContext): Promise<Outcome> {
  const chance = random('moments')
  const take = lineSupply(seed)
  const acknowledged = new Set<string>()
  const findings: string[] = []
  const sent: Buffer[] = []
  const rounds = KILLS * effort
  for (let round = 0; round < rounds && !signal.aborted; round += 1) {
    await using program = await AttackedProgram.start(folder)
    const over = new AbortController()
    const load = (async () => {
      while (!over.signal.aborted) {
        const lines = take(LINES_A_REQUEST)
        sent.push(...lines)
        // A kill ends the answer wherever it is.
        for (const id of await accepted(program, lines).catch(() => [])) acknowledged.add(id)
      }
    })()
    await sleep(chance.below(LIFE_MS_MAX))
    await program.end('SIGKILL')
    over.abort()
    await load
  }
  await sendAgain(folder, sent, acknowledged, findings)
  findings.push(...(await differences(folder, acknowledged)))
  return {
    tried: rounds,
    unit: 'kills',
    findings,
    notes: `${acknowledged.size} events acknowledged, ${sent.length} sent`,
  }
}

/** Ids of the events that the answer says are durable. */
async function accepted(program: AttackedProgram, lines: readonly Buffer[]): Promise<string[]> {
  const { text } = await program.postLines(lines)
  // One JSON object a line.
  const answers = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answered)
  return answers.flatMap(({ event_id }) => event_id ?? [])
}

async function sendAgain(
  folder: string,
  sent: readonly Buffer[],
  acknowledged: Set<string>,
  findings: string[],
): Promise<void> {
  await using program = await AttackedProgram.start(folder)
  await program.ready()
  for (let at = 0; at < sent.length; at += LINES_A_REQUEST) {
    for (const id of await accepted(program, sent.slice(at, at + LINES_A_REQUEST)))
      acknowledged.add(id)
  }
  await program.until('complete', async () => {
    const { body } = await program.get('/v1/completeness')
    return typeof body === 'object' && body !== null && 'complete' in body && body.complete === true
      ? true
      : undefined
  })
  const code = await program.end('SIGTERM')
  if (code !== 0) findings.push(`the program ended with ${code}`)
}

async function differences(folder: string, acknowledged: ReadonlySet<string>): Promise<string[]> {
  const events = await logContents(folder)
  const disorder = disorderIn(events)
  const held = new Set(reportedEvents(events).map(({ event_id }) => String(event_id)))
  const lost = [...acknowledged].filter((id) => !held.has(id))
  return [
    ...(disorder === undefined ? [] : [disorder]),
    ...(lost.length === 0
      ? []
      : [`${lost.length} acknowledged events are not in the log, the first ${lost[0]}`]),
    ...(held.size === acknowledged.size || lost.length > 0
      ? []
      : [
          `${held.size - acknowledged.size} events more than acknowledged after ` +
            'everything was sent again',
        ]),
  ]
}
