import type { Random } from '#/simulation/random.ts'
import { AttackedProgram } from '../attacked-program.ts'
import type { AttackContext, Campaign, Outcome } from '../campaign.ts'
import { lineSupply } from '../valid-inputs.ts'

const FORGERIES = 400
const LINES = 2_000

/** The lists of the API with filters that change what they hold. */
const LISTS: readonly string[] = [
  '/v1/alerts',
  '/v1/alerts?state=raised',
  '/v1/warnings',
  '/v1/warnings?standing=true',
  '/v1/shadow-warnings',
  '/v1/subjects',
  '/v1/rules',
  '/v1/rules?state=drafted',
  '/v1/counts',
  '/v1/facts?event_type=InspectionConducted',
  '/v1/sources',
  '/v1/quarantine',
  '/v1/quarantine?state=held',
]

/** Keys of a cursor that no list has made. */
const KEYS = [
  'null',
  '{}',
  '[]',
  '[null]',
  '["a"]',
  '[1e400]',
  '["a","b","c","d","e"]',
  '[[]]',
  '[{"__proto__":1}]',
  '["\'; DROP TABLE x; --"]',
  '["\\u0000"]',
  '[-1]',
  '[9007199254740993]',
  '["2026-01-01"]',
]

export const forgedCursors: Campaign = {
  name: 'forged-cursors',
  tries: 'cursors of other lists, cut, flipped, made up',
  promise: {
    en: 'a cursor that this list did not give answers 400, never 500 and never another list’s rows',
    zh: '非本列表给出的游标一律答 400，绝无 500，也不给出其他列表的行',
  },
  run,
}

async function run({
  seed,
  effort,
  random,
  folder,
  keep,
  signal,
}: AttackContext): Promise<Outcome> {
  const chance = random('forgeries')
  const findings: string[] = []
  const statuses = new Map<number, number>()
  await using program = await AttackedProgram.start(folder)
  await program.postLines(lineSupply(seed)(LINES))
  await program.until('lists of several pages', async () =>
    (await cursorOf(program, '/v1/subjects')) === undefined ? undefined : true,
  )
  const cursors = await Promise.all(LISTS.map((list) => cursorOf(program, list)))
  const real = cursors.filter((cursor) => cursor !== undefined)
  let tried = 0
  for (; tried < FORGERIES * effort && !signal.aborted; tried += 1) {
    const at = chance.below(LISTS.length)
    const list = LISTS[at] ?? ''
    const cursor = forged(real, chance)
    if (cursor === cursors[at]) continue
    const { status, body } = await program.get(withCursor(list, cursor))
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (status !== 400)
      findings.push(
        `${list} answered ${status} to a forged cursor, ${keep(Buffer.from(cursor))}: ` +
          JSON.stringify(body).slice(0, 200),
      )
  }
  const notes =
    `${real.length} real ` +
    `cursors; ${[...statuses].map(([status, count]) => `${count} answers ${status}`).join(', ')}`
  return { tried, unit: 'cursors', findings, notes }
}

async function cursorOf(program: AttackedProgram, list: string): Promise<string | undefined> {
  const { body } = await program.get(withLimit(list))
  const next = typeof body === 'object' && body !== null && 'next' in body ? body.next : null
  return typeof next === 'string' ? next : undefined
}

function withLimit(list: string): string {
  return `${list}${list.includes('?') ? '&' : '?'}limit=1`
}

function withCursor(list: string, cursor: string): string {
  return `${withLimit(list)}&cursor=${encodeURIComponent(cursor)}`
}

function forged(real: readonly string[], random: Random): string {
  const cursor = random.pick(real)
  const at = random.below(cursor.length)
  switch (random.below(6)) {
    case 0:
      return cursor
    case 1:
      return cursor.slice(0, at)
    case 2:
      return (
        cursor.slice(0, at) +
        random.pick(['A', '_', '-', '=', '%', '你', '\0', 'é']) +
        cursor.slice(at + 1)
      )
    case 3:
      return cursor + cursor
    case 4:
      return Buffer.from(random.pick(KEYS)).toString('base64url')
    default:
      return 'A'.repeat(1 + random.below(2_000))
  }
}
