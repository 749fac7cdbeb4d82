import { join } from 'node:path'
import { cloudEvent } from '@jianwei/tests/support/intake/cloud-events.ts'
import { SteeringFile } from '@jianwei/tests/support/faults/steering.ts'
import { AttackedProgram } from '../attacked-program.ts'
import type { AttackContext, Campaign, Outcome } from '../campaign.ts'
import { disorderIn, logContents } from '../log-contents.ts'

const JUMPS = 8
const HOUR_MS = 3_600_000
const YEAR_MS = 365 * 24 * HOUR_MS
const OFFSETS_MS = [
  73 * YEAR_MS,
  -10 * YEAR_MS,
  26 * HOUR_MS,
  -8 * HOUR_MS,
  2 * YEAR_MS,
  -1 * YEAR_MS,
  HOUR_MS,
  -HOUR_MS,
]
/**
 * How far a recorded time may lie from the true one: the slack of a clock that is not disciplined,
 * with room.
 */
const SLACK_MS = 10 * 60_000

export const clockJumps: Campaign = {
  name: 'clock-jumps',
  tries: 'a machine whose clock leaps by hours, years and decades, while events arrive',
  promise: {
    en:
      'every event is recorded at its true time, in order; a good event is never refused as ' +
      'one of the future',
    zh: '每个事件按真实时间先后入库；正常事件绝不因时钟跳变被当作未来事件拒收',
  },
  run,
}

async function run({ effort, random, folder, signal }: AttackContext): Promise<Outcome> {
  const chance = random('jumps')
  const findings: string[] = []
  const data = join(folder, 'data')
  const steering = await SteeringFile.create(join(folder, 'steering.json'))
  const begun = Date.now()
  let jumps = 0
  {
    await using program = await AttackedProgram.start(data, steering.env)
    for (let number = 0; number < JUMPS * effort && !signal.aborted; number += 1) {
      await steering.setClock(chance.pick(OFFSETS_MS))
      jumps += 1
      findings.push(...(await postNow(program, number)))
      if (chance.chance(0.7)) await steering.setClock(0)
      findings.push(...(await postNow(program, JUMPS * effort + number)))
    }
    await steering.setClock(0)
    const code = await program.end('SIGTERM')
    if (code !== 0) findings.push(`the program ended with ${code}`)
  }
  findings.push(...(await wrongTimes(data, begun)))
  return {
    tried: jumps,
    unit: 'leaps',
    findings,
    notes: `at most ${SLACK_MS / 60_000} minutes off`,
  }
}

/** Something that happened a moment ago by a true clock. */
async function postNow(program: AttackedProgram, number: number): Promise<string[]> {
  const event = cloudEvent(number, { time: new Date(Date.now() - 1_000).toISOString() })
  const { status, text } = await program.post(
    '/v1/events',
    'application/cloudevents+json',
    Buffer.from(JSON.stringify(event)),
  )
  return status === 200 ? [] : [`a good event was answered ${status} ${text.slice(0, 300)}`]
}

async function wrongTimes(data: string, begun: number): Promise<string[]> {
  const events = await logContents(data)
  const disorder = disorderIn(events)
  const [earliest, latest] = [begun - SLACK_MS, Date.now() + SLACK_MS].map((ms) =>
    new Date(ms).toISOString(),
  )
  const isTrue = (at: string): boolean => at >= (earliest ?? '') && at <= (latest ?? '')
  const wrong = events.filter(({ recorded_at }) => !isTrue(recorded_at))
  const backwards = events.filter(
    ({ recorded_at }, at) => at > 0 && recorded_at < (events[at - 1]?.recorded_at ?? ''),
  )
  return [
    ...(disorder === undefined ? [] : [disorder]),
    ...(wrong.length === 0
      ? []
      : [
          `${wrong.length} events are recorded at a false time, the first ${wrong[0]?.recorded_at}`,
        ]),
    ...(backwards.length === 0
      ? []
      : [`${backwards.length} events are recorded before the one before them`]),
  ]
}
