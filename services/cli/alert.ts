import { readFile, writeFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { Command } from 'commander'
import { z } from 'zod'
import { ALERT_STATES } from '@jianwei/events/alert/effects.ts'
import { STEP_COMMANDS, type StepCommand, type StepOption } from '#/cli/alert-step-commands.ts'
import {
  askProgram,
  DEFAULT_ORIGIN,
  fetchFrom,
  refusalOf,
  RequestFailed,
} from '#/cli/ask-program.ts'

/** The alert desk over HTTP: whoever acts is whom the program knows by the token. */
export function alertCommand(): Command {
  const command = new Command('alert').description(
    'What people do with alerts, through a running program',
  )
  command.addCommand(
    where(new Command('list').description('Alerts, newest first'))
      .option('--state <state>', 'in this state only')
      .option('--level <level>', 'of this level only')
      .option('--rule <id>', 'of this rule only')
      .option('--subject <id>', 'about this subject only')
      .option('--limit <n>', 'how many', '50')
      .action(list),
  )
  command.addCommand(
    where(new Command('show').description('One alert and its life')).argument('<id>').action(show),
  )
  command.addCommand(raiseCommand())
  for (const step of STEP_COMMANDS) command.addCommand(stepCommand(step))
  command.addCommand(
    where(keyed(new Command('attach').description('Attach a file')))
      .argument('<id>')
      .argument('<file>')
      .action(attach),
  )
  command.addCommand(
    where(new Command('evidence').description('Fetch an attached file'))
      .argument('<id>')
      .argument('<sha256>')
      .argument('<file>', 'where to write it')
      .action(fetchEvidence),
  )
  return command
}

interface Where {
  readonly url: string
}

interface Keyed extends Where {
  readonly key?: string
}

function where(command: Command): Command {
  return command.option('--url <origin>', 'a running program', DEFAULT_ORIGIN)
}

function keyed(command: Command): Command {
  return command.option('--key <key>', 'of your choice: sent again it happens once')
}

const State = z.enum(ALERT_STATES)
const Listed = z.object({
  items: z.array(
    z.object({
      alert_id: z.string(),
      state: State,
      level: z.string(),
      rule_id: z.string().nullable(),
      subject_id: z.string(),
      owner: z.string().nullable(),
      unit: z.string().nullable(),
      raised_at: z.string(),
    }),
  ),
})

interface ListOptions extends Where {
  readonly state?: string
  readonly level?: string
  readonly rule?: string
  readonly subject?: string
  readonly limit: string
}

async function list({ url, rule, subject, ...narrowed }: ListOptions): Promise<void> {
  const query = new URLSearchParams()
  const asked = { ...narrowed, rule_id: rule, subject_id: subject }
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, value)
  const { items } = await askProgram(url, `/v1/alerts?${query.toString()}`, Listed)
  for (const { alert_id, state, level, rule_id, subject_id, owner, unit, raised_at } of items) {
    const who = owner ?? unit ?? '-'
    console.log(
      [alert_id, state, level, rule_id ?? 'by hand', subject_id, who, raised_at].join('  '),
    )
  }
}

const field = z.string()
const Change = z.union([
  z.object({ field, from: z.string().nullable(), to: z.string().nullable() }),
  z.object({ field, added: z.array(z.string()), removed: z.array(z.string()) }),
])
const Shown = z.object({
  alert_id: z.string(),
  state: State,
  level: z.string(),
  subject_id: z.string(),
  owner: z.string().nullable(),
  unit: z.string().nullable(),
  revision: z.int(),
  steps: z.array(
    z.object({
      type: z.string(),
      actor: z.string(),
      reason: z.string(),
      occurred_at: z.string(),
      position: z.int(),
      changes: z.array(Change),
    }),
  ),
})

async function show(id: string, { url }: Where): Promise<void> {
  const alert = await askProgram(url, `/v1/alerts/${encodeURIComponent(id)}`, Shown)
  const { alert_id, state, level, subject_id, owner, unit, revision } = alert
  console.log(
    [alert_id, state, level, subject_id, owner ?? unit ?? '-', `"${revision}"`].join('  '),
  )
  for (const { position, occurred_at, type, actor, reason, changes } of alert.steps) {
    const changed = changes.map(changeWords).join(', ')
    console.log([position, occurred_at, type, actor, reason, changed].join('  '))
  }
}

/** Old and new value; of a field with many values, which came and which went. */
function changeWords(change: z.infer<typeof Change>): string {
  const values =
    'from' in change
      ? [change.from ?? '-', '→', change.to ?? '-']
      : [...change.added.map((one) => `+${one}`), ...change.removed.map((one) => `-${one}`)]
  return `${change.field}: ${values.join(' ')}`
}

const Taken = z.object({
  alert_id: z.string(),
  state: State,
  revision: z.int(),
  position: z.int().nullable(),
})

function tell({ alert_id, state, revision, position }: z.infer<typeof Taken>): void {
  const since = position === null ? 'as before' : `at position ${position}`
  console.log(`${alert_id}  ${state}  "${revision}"  ${since}`)
}

interface RaiseOptions extends Keyed {
  readonly subject: readonly string[]
  readonly level: string
  readonly channel: string
  readonly summary: string
  readonly region?: string
  readonly domain?: string
  readonly number?: string
  readonly due?: string
}

function raiseCommand(): Command {
  return where(keyed(new Command('raise').description('Raise an alert by hand: a tip')))
    .requiredOption('--subject <ids...>', 'whom it is about, the first above all')
    .requiredOption('--level <level>', 'red, orange, yellow or blue')
    .requiredOption('--channel <channel>', 'how it was learnt: telephone, hotline, visit, …')
    .requiredOption('--summary <text>', 'what was said')
    .option('--region <code>', 'where')
    .option('--domain <name>', 'as packs of rules name domains')
    .option('--number <number>', 'under which it was taken down elsewhere')
    .option('--due <time>', 'until when')
    .action(raise)
}

async function raise(options: RaiseOptions): Promise<void> {
  const { url, key, subject, due, ...said } = options
  const [subject_id, ...further_subjects] = subject
  const body = { subject_id, further_subjects, due_at: due, ...said }
  tell(await post(url, '/v1/alerts', body, { key }))
}

function stepCommand(step: StepCommand): Command {
  const { name, says, options, mark } = step
  const command = where(keyed(new Command(name).description(says))).argument('<id>')
  if (mark !== true)
    command.option('--seen <revision>', 'the revision that you saw; without it, what is there now')
  for (const { flags, says: words, required } of options) {
    if (required === true) command.requiredOption(flags, words)
    else command.option(flags, words)
  }
  return command.action((id: string, given: Keyed & { readonly seen?: string }) =>
    takeStep(id, step, given),
  )
}

async function takeStep(
  id: string,
  { name, options, mark }: StepCommand,
  given: Keyed & { readonly seen?: string },
): Promise<void> {
  const path = `/v1/alerts/${encodeURIComponent(id)}`
  const body = Object.fromEntries(options.map((option) => [option.field, valueOf(option, given)]))
  const seen = mark === true ? undefined : (given.seen ?? (await revisionNow(given.url, path)))
  tell(await post(given.url, `${path}/${name}`, body, { key: given.key, seen }))
}

async function revisionNow(url: string, path: string): Promise<string> {
  const { revision } = await askProgram(url, path, z.object({ revision: z.int() }))
  return String(revision)
}

/** Commander names an option after its flag. */
function valueOf({ flags, as }: StepOption, given: object): unknown {
  const flag = /^--([a-z-]+)/.exec(flags)?.[1] ?? ''
  const name = flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  // Options are texts, or true where they have no value.
  const value = (given as Readonly<Record<string, string | true | undefined>>)[name]
  if (typeof value !== 'string') return value
  if (as === 'number') return Number(value)
  return as === 'list' ? value.split(',') : value
}

interface Sending {
  readonly key?: string | undefined
  readonly seen?: string | undefined
}

function post(
  url: string,
  path: string,
  body: object,
  { key, seen }: Sending,
): Promise<z.infer<typeof Taken>> {
  return askProgram(url, path, Taken, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(seen === undefined ? {} : { 'if-match': `"${seen}"` }),
    },
    body: JSON.stringify(body),
  })
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.ofd': 'application/ofd',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

async function attach(id: string, file: string, { url, key }: Keyed): Promise<void> {
  const type = MEDIA_TYPES[extname(file).toLowerCase()]
  if (type === undefined)
    throw new RequestFailed('MEDIA_TYPE_UNSUPPORTED', `${extname(file)} is not attached`)
  const path = `/v1/alerts/${encodeURIComponent(id)}/evidence`
  const taken = await askProgram(url, path, Taken.extend({ sha256: z.string() }), {
    method: 'POST',
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(basename(file))}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: await readFile(file),
  })
  tell(taken)
  console.log(taken.sha256)
}

async function fetchEvidence(
  id: string,
  sha256: string,
  file: string,
  { url }: Where,
): Promise<void> {
  const path = `/v1/alerts/${encodeURIComponent(id)}/evidence/${encodeURIComponent(sha256)}`
  const answer = await fetchFrom(url, path)
  if (!answer.ok) throw refusalOf(await answer.json().catch(() => undefined), url)
  await writeFile(file, Buffer.from(await answer.arrayBuffer()))
}
