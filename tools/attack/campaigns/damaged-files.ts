import { cp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AttackedProgram } from '../attacked-program.ts'
import type { AttackContext, Campaign, Outcome } from '../campaign.ts'
import { lineSupply } from '../valid-inputs.ts'
import type { Random } from '#/simulation/random.ts'

const ROUNDS = 1
const LINES = 1_500
const FLIPS = 64

/** What the folder answers when it is whole. */
interface Answers {
  readonly events_in_log: string
  readonly facts: string
}

interface Damage {
  readonly name: string
  /** `older` is the same folder at half of its age. */
  readonly harm: (folder: string, older: string, random: Random) => Promise<void>
}

const DAMAGES: readonly Damage[] = [
  {
    name: 'bits of log.db flipped',
    harm: (folder, _, random) => flip(join(folder, 'log.db'), random),
  },
  { name: 'log.db cut off', harm: (folder, _, random) => cut(join(folder, 'log.db'), random) },
  { name: 'log.db deleted', harm: (folder) => removeLog(folder) },
  {
    name: 'an older log.db put back',
    async harm(folder, older) {
      await removeLog(folder)
      await cp(join(older, 'log.db'), join(folder, 'log.db'))
    },
  },
  { name: 'log.db empty', harm: (folder) => writeFile(join(folder, 'log.db'), '') },
  {
    name: 'bits of the warehouse flipped',
    harm: async (folder, _, random) =>
      flip(await someFile(join(folder, 'warehouse'), random), random),
  },
  {
    name: 'a file of the warehouse cut off',
    harm: async (folder, _, random) =>
      cut(await someFile(join(folder, 'warehouse'), random), random),
  },
  {
    name: 'a file of the warehouse deleted',
    harm: async (folder, _, random) => rm(await someFile(join(folder, 'warehouse'), random)),
  },
  {
    name: 'the warehouse deleted',
    harm: (folder) => rm(join(folder, 'warehouse'), { recursive: true }),
  },
  {
    name: 'an older warehouse put back',
    async harm(folder, older) {
      await rm(join(folder, 'warehouse'), { recursive: true })
      await cp(join(older, 'warehouse'), join(folder, 'warehouse'), { recursive: true })
    },
  },
]

export const damagedFiles: Campaign = {
  name: 'damaged-files',
  tries: 'files of the data folder flipped, cut off, deleted and put back from another day',
  promise: {
    en:
      'the program starts and answers as before, or says in a sentence what is damaged; it ' +
      'never believes a part',
    zh: '要么照常启动且答案不变，要么用一句话说明何处损坏；绝不把残缺当完整',
  },
  run,
}

async function run({ seed, effort, random, folder, signal }: AttackContext): Promise<Outcome> {
  const chance = random('damage')
  const whole = join(folder, 'whole')
  const older = join(folder, 'older')
  const take = lineSupply(seed)
  await fill(whole, take(LINES))
  await cp(whole, older, { recursive: true })
  const answers = await fill(whole, take(LINES))
  const findings: string[] = []
  const ends = new Map<string, number>()
  let tried = 0
  for (let round = 0; round < ROUNDS * effort; round += 1) {
    for (const { name, harm } of DAMAGES) {
      if (signal.aborted) break
      tried += 1
      const copy = join(folder, `damaged-${tried}`)
      await cp(whole, copy, { recursive: true })
      await harm(copy, older, chance)
      const { end, finding } = await judge(copy, answers)
      ends.set(end, (ends.get(end) ?? 0) + 1)
      if (finding !== undefined) findings.push(`${name}: ${finding}`)
      await rm(copy, { recursive: true, force: true })
    }
  }
  return {
    tried,
    unit: 'damages',
    findings,
    notes: [...ends].map(([end, count]) => `${count} ${end}`).join(', '),
  }
}

async function fill(folder: string, lines: readonly Buffer[]): Promise<Answers> {
  await using program = await AttackedProgram.start(folder)
  await program.postLines(lines)
  const answers = await settledAnswers(program)
  await program.end('SIGTERM')
  return answers
}

/** Once the program says that everything is evaluated. */
async function settledAnswers(program: AttackedProgram): Promise<Answers> {
  const log = await program.until('complete', async () => {
    const { body } = await program.get('/v1/completeness')
    const isComplete =
      typeof body === 'object' && body !== null && 'complete' in body && body.complete === true
    return isComplete ? body : undefined
  })
  const { body } = await program.get('/v1/counts?limit=500')
  const events_in_log = JSON.stringify(log).match(/"events_in_log":(\d+)/)?.[1] ?? 'unknown'
  return { events_in_log, facts: JSON.stringify(body) }
}

async function judge(folder: string, answers: Answers): Promise<{ end: string; finding?: string }> {
  let program: AttackedProgram
  try {
    program = await AttackedProgram.start(folder)
  } catch (error) {
    const said =
      error instanceof Error
        ? error.message.replace(/\n\s+at .*(AttackedProgram|StartedProgram)[\s\S]*$/, '')
        : String(error)
    return /\n\s+at .+:\d+:\d+/.test(said)
      ? { end: 'refused', finding: `a stack in place of a sentence: ${said.slice(0, 600)}` }
      : { end: 'refused' }
  }
  await using running = program
  // Given up on only when it neither answers nor ends.
  const found = await Promise.race([
    settledAnswers(running),
    sleep(10 * 60_000, undefined, { ref: false }),
  ])
  if (found === undefined) return { end: 'started', finding: 'it starts and is never complete' }
  if (found.facts !== answers.facts)
    return {
      end: 'started',
      finding:
        `it starts and answers otherwise: ${found.events_in_log} events instead of ` +
        `${answers.events_in_log}, complete`,
    }
  return { end: 'started' }
}

async function removeLog(folder: string): Promise<void> {
  for (const name of ['log.db', 'log.db-wal', 'log.db-shm'])
    await rm(join(folder, name), { force: true })
}

async function flip(path: string, random: Random): Promise<void> {
  const bytes = await readFile(path)
  for (let left = FLIPS; left > 0 && bytes.length > 0; left -= 1) {
    const at = random.below(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  }
  await writeFile(path, bytes)
}

async function cut(path: string, random: Random): Promise<void> {
  const { size } = await stat(path)
  await truncate(path, random.below(Math.max(1, size)))
}

async function someFile(folder: string, random: Random): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return random.pick(files)
}
