import { Command } from 'commander'
import { z } from 'zod'
import { askProgram, DEFAULT_ORIGIN, RequestFailed } from '#/cli/ask-program.ts'

/** The clocks of duties over HTTP: whoever acts is whom the program knows by the token. */
export function dutyCommand(): Command {
  return new Command('duty')
    .description('Who owes what by when, through a running program')
    .addCommand(
      where(new Command('list').description('The due queue: open duties, earliest first'))
        .option('--unit <id>', 'of this unit only')
        .option('--owner <account>', 'of this person only')
        .option('--kind <kind>', 'of this kind only: sign_for, verify, feed_back, D33, …')
        .option('--state <state>', 'running, paused, met or cancelled')
        .option('--due-before <time>', 'due before this time only')
        .option('--breached', 'only those whose end has passed')
        .option('--limit <n>', 'how many', '50')
        .action(list),
    )
    .addCommand(
      where(new Command('on-time').description('How many were met in time, by unit and kind'))
        .option('--from <time>', 'due from then on (default: 30 days before the end)')
        .option('--to <time>', 'due before then (default: now)')
        .option('--by <what>', 'unit, kind or unit_and_kind', 'unit_and_kind')
        .option('--unit <id>', 'of this unit only')
        .option('--kind <kind>', 'of this kind only')
        .action(onTime),
    )
    .addCommand(
      step('extend', 'Extend a duty, with the approval of somebody else')
        .requiredOption('--ground <ground>', 'complex_case, joint_handling, … or other')
        .requiredOption('--approver <account>', 'who approved it')
        .requiredOption('--by <amount>', 'such as 1d (working days), 2c (calendar days) or 6h')
        .action((id: string, { ground, approver, by, ...given }: ExtendOptions) =>
          take(id, 'extend', given, { ground, approver, by: amountOf(by) }),
        ),
    )
    .addCommand(
      step('pause', 'Let its clock stand still')
        .requiredOption('--ground <ground>', 'hearing, testing, public_notice, … as its limit says')
        .action((id: string, { ground, ...given }: PauseOptions) =>
          take(id, 'pause', given, { ground }),
        ),
    )
    .addCommand(
      step('resume', 'Let its clock run on').action((id: string, given: StepOptions) =>
        take(id, 'resume', given, {}),
      ),
    )
}

interface Where {
  readonly url: string
}

interface StepOptions extends Where {
  readonly reason: string
  readonly key?: string
  readonly seen?: string
}

interface PauseOptions extends StepOptions {
  readonly ground: string
}

interface ExtendOptions extends PauseOptions {
  readonly approver: string
  readonly by: string
}

function where(command: Command): Command {
  return command.option('--url <origin>', 'a running program', DEFAULT_ORIGIN)
}

function step(name: string, says: string): Command {
  return where(new Command(name).description(says))
    .argument('<id>', 'the duty')
    .requiredOption('--reason <text>', 'why; recorded')
    .option('--key <key>', 'of your choice: sent again it happens once')
    .option('--seen <revision>', 'the revision that you saw; without it, what is there now')
}

const Shown = z.object({
  duty_id: z.string(),
  revision: z.int(),
  kind: z.string(),
  state: z.string(),
  about: z.string(),
  about_id: z.string(),
  unit: z.string().nullable(),
  owner: z.string().nullable(),
  department: z.string().nullable(),
  due_at: z.string().nullable(),
  remaining: z.object({ working_days: z.int().nullable(), hours: z.int() }).nullable(),
  marks: z.array(z.string()),
})

function show(duty: z.infer<typeof Shown>): void {
  const { duty_id, kind, state, about, about_id, revision, due_at, remaining } = duty
  const who = duty.owner ?? duty.unit ?? duty.department ?? '-'
  const left =
    remaining === null
      ? '-'
      : `${remaining.working_days ?? '?'} working days, ${remaining.hours} hours`
  console.log(
    [
      duty_id,
      kind,
      state,
      who,
      due_at ?? 'end not known',
      left,
      duty.marks.at(-1) ?? '-',
      `${about} ${about_id}`,
      `"${revision}"`,
    ].join('  '),
  )
}

async function list({ url, ...narrowed }: Where & Record<string, string | true>): Promise<void> {
  const { dueBefore, ...plain } = narrowed
  const query = queryOf({ ...plain, ...(dueBefore === undefined ? {} : { due_before: dueBefore }) })
  const { items } = await askProgram(url, `/v1/duties?${query}`, listOf(Shown))
  for (const duty of items) show(duty)
}

const counts = {
  met_in_time: z.int(),
  met_late: z.int(),
  open_late: z.int(),
  open: z.int(),
  cancelled: z.int(),
  extended: z.int(),
  paused: z.int(),
  undated: z.int(),
  rate: z.number().nullable(),
}
const Counts = z.object(counts)
const Row = Counts.extend({
  unit: z.string().nullable(),
  department: z.string().nullable(),
  kind: z.string().nullable(),
})

async function onTime({ url, ...asked }: Where & Record<string, string>): Promise<void> {
  const answer = await askProgram(
    url,
    `/v1/duties/on-time?${queryOf(asked)}`,
    z
      .object({ from: z.string(), to: z.string(), all: Counts, more_rows: z.int() })
      .extend(listOf(Row).shape),
  )
  console.log(`due from ${answer.from} to ${answer.to}`)
  for (const row of answer.items)
    console.log([row.unit ?? row.department ?? '-', row.kind ?? '-', inWords(row)].join('  '))
  if (answer.more_rows > 0) console.log(`${answer.more_rows} more rows`)
  console.log(`all  ${inWords(answer.all)}`)
}

function inWords({ rate, ...numbers }: z.infer<typeof Counts>): string {
  const share = rate === null ? 'no rate' : `${(100 * rate).toFixed(1)} %`
  const told = Object.keys(counts).flatMap((name) => {
    // Its keys are those of the answer.
    const number = numbers[name as keyof typeof numbers]
    return number === undefined || number === 0 ? [] : [`${name} ${number}`]
  })
  return [share, ...told].join('  ')
}

async function take(
  id: string,
  name: string,
  { url, key, seen, reason }: StepOptions,
  body: object,
): Promise<void> {
  const path = `/v1/duties/${encodeURIComponent(id)}`
  const revision = seen ?? String((await askProgram(url, path, Shown)).revision)
  const taken = await askProgram(url, `${path}/${name}`, Shown, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'if-match': `"${revision}"`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify({ ...body, reason }),
  })
  show(taken)
}

const UNITS = { d: 'working_days', c: 'calendar_days', h: 'hours' } as const

function amountOf(text: string): { readonly count: number; readonly in: string } {
  const [, count = '', unit = ''] = /^(\d{1,5})([dch])$/.exec(text) ?? []
  if (count === '')
    throw new RequestFailed('AMOUNT_UNREADABLE', `${text} is no amount such as 1d, 2c or 6h`)
  // The pattern allows these letters only.
  return { count: Number(count), in: UNITS[unit as keyof typeof UNITS] }
}

function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item) })
}

function queryOf(asked: Readonly<Record<string, string | true | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked))
    if (value !== undefined) query.set(name, String(value))
  return query.toString()
}
