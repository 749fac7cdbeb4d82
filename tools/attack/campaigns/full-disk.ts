import { SmallDisk, whyNoSmallDisk } from '@jianwei/tests/support/faults/small-disk.ts'
import { AttackedProgram } from '../attacked-program.ts'
import type { AttackContext, Campaign, Outcome } from '../campaign.ts'
import { disorderIn, logContents, reportedEvents } from '../log-contents.ts'
import { lineSupply } from '../valid-inputs.ts'

const DISK_MEGABYTES = 160
const LINES_A_REQUEST = 500
const REQUESTS_MAX = 2_000

export const fullDisk: Campaign = {
  name: 'full-disk',
  tries: 'the whole program on a disk that fills up and gets room again',
  promise: {
    en:
      'the program goes on, says that it takes nothing, is ready again when there is room, and ' +
      'has lost nothing acknowledged',
    zh: '程序不退出，如实告知暂不接收，腾出空间后恢复就绪，已确认的无一丢失',
  },
  async unavailable() {
    const reason = await whyNoSmallDisk()
    return reason === '' ? undefined : reason
  },
  run,
}

async function run({ seed, effort, signal }: AttackContext): Promise<Outcome> {
  const take = lineSupply(seed)
  const acknowledged = new Set<string>()
  const findings: string[] = []
  await using disk = await SmallDisk.mount(DISK_MEGABYTES)
  {
    await using program = await AttackedProgram.start(disk.path)
    for (let round = 0; round < effort && !signal.aborted; round += 1) {
      await sendSome(program, take, acknowledged)
      await disk.fill()
      const refused = await untilRefused(program, take, acknowledged)
      if (refused !== 503) findings.push(`a POST on a full disk was answered ${refused}, not 503`)
      await program.until('not ready while nothing can be written', async () =>
        (await program.get('/health/ready')).status === 503 ? true : undefined,
      )
      await disk.free()
      await program.ready()
      await sendSome(program, take, acknowledged)
    }
    const code = await program.end('SIGTERM')
    if (code !== 0) findings.push(`the program ended with ${code}`)
  }
  const events = await logContents(disk.path)
  const disorder = disorderIn(events)
  const held = new Set(reportedEvents(events).map(({ event_id }) => String(event_id)))
  const lost = [...acknowledged].filter((id) => !held.has(id))
  if (disorder !== undefined) findings.push(disorder)
  if (lost.length > 0) findings.push(`${lost.length} acknowledged events are not in the log`)
  return {
    tried: effort,
    unit: 'full disks',
    findings,
    notes: `${acknowledged.size} events acknowledged`,
  }
}

async function sendSome(
  program: AttackedProgram,
  take: (count: number) => Buffer[],
  acknowledged: Set<string>,
): Promise<number> {
  const { status, text } = await program.postLines(take(LINES_A_REQUEST))
  if (status !== 200) return status
  let last = 200
  for (const line of text.trimEnd().split('\n')) {
    const answer = JSON.parse(line)
    if (answer.event_id !== undefined) acknowledged.add(String(answer.event_id))
    // A stream that ends early says so in its last line.
    if (answer.problem !== undefined) last = Number(answer.problem.status)
  }
  return last
}

/** The first answer that is not 200; the file of the log has some room of its own. */
async function untilRefused(
  program: AttackedProgram,
  take: (count: number) => Buffer[],
  acknowledged: Set<string>,
): Promise<number> {
  for (let left = REQUESTS_MAX; left > 0; left -= 1) {
    const status = await sendSome(program, take, acknowledged)
    if (status !== 200) return status
  }
  throw new Error('the disk is never full')
}
