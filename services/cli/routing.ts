import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { z } from 'zod'
import { askProgram, DEFAULT_ORIGIN, RequestFailed } from '#/cli/ask-program.ts'

/** The routing table over HTTP: whoever acts is whom the program knows by the token. */
export function routingCommand(): Command {
  return new Command('routing')
    .description('Which alerts go into the queue of which unit, through a running program')
    .addCommand(
      where(new Command('show').description('The table that holds, as `set` takes it'))
        .option('--version <n>', 'an earlier one')
        .action(show),
    )
    .addCommand(
      where(new Command('set').description('Publish a table over the one that holds'))
        .argument('<file>', 'JSON with `rows` and `default_unit`')
        .requiredOption('--reason <text>', 'why; recorded')
        .option('--seen <version>', 'the version that you saw; without it, the one that holds now')
        .option('--key <key>', 'of your choice: sent again it happens once')
        .action(set),
    )
    .addCommand(
      where(new Command('try').description('Where alerts would go, and why; nothing moves'))
        .argument('[file]', 'a draft, instead of the table that holds')
        .option('--alert <id>', 'this alert')
        .option('--last <n>', 'the newest alerts')
        .option('--level <level>', 'an alert of this level')
        .option('--region <code>', 'that lies there')
        .option('--domain <name>', 'of a rule of this domain')
        .option('--rule <id>', 'of this rule')
        .action(tryTable),
    )
    .addCommand(
      where(new Command('counts').description('How many alerts went where')).action(counts),
    )
}

interface Where {
  readonly url: string
}

function where(command: Command): Command {
  return command.option('--url <origin>', 'a running program', DEFAULT_ORIGIN)
}

const Table = z.object({
  version: z.int(),
  rows: z.array(z.unknown()),
  default_unit: z.string().nullable(),
  actor: z.string().nullable(),
  reason: z.string().nullable(),
  versions: z.int(),
})

async function show({ url, version }: Where & { readonly version?: string }): Promise<void> {
  const query = version === undefined ? '' : `?version=${encodeURIComponent(version)}`
  const table = await askProgram(url, `/v1/routing${query}`, Table)
  console.error(
    table.version === 0
      ? 'no table was published'
      : `version ${table.version} of ${table.versions}, by ${table.actor}: ${table.reason}`,
  )
  const { default_unit, rows } = table
  console.log(JSON.stringify({ default_unit, rows }, null, 2))
}

async function set(
  file: string,
  options: Where & { readonly reason: string; readonly seen?: string; readonly key?: string },
): Promise<void> {
  const { url, reason, key } = options
  const seen = options.seen ?? String((await askProgram(url, '/v1/routing', Table)).version)
  const { version } = await askProgram(url, '/v1/routing', z.object({ version: z.int() }), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'if-match': `"${seen}"`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify({ ...(await draftIn(file)), reason }),
  })
  console.log(`version ${version} holds`)
}

const Route = z.object({ unit: z.string(), row: z.int().nullable(), why: z.string() })
const Tried = z.object({
  tried: z.array(
    z.object({
      alert_id: z.string().nullable(),
      route: Route,
      by_present: Route.nullable(),
      differs: z.boolean(),
    }),
  ),
  differing: z.int(),
  by_default: z.int(),
})

interface TryOptions extends Where {
  readonly alert?: string
  readonly last?: string
  readonly level?: string
  readonly region?: string
  readonly domain?: string
  readonly rule?: string
}

async function tryTable(file: string | undefined, options: TryOptions): Promise<void> {
  const { url, alert, last, level, region, domain, rule: rule_id } = options
  assertSaid(options)
  const body = {
    alert_id: alert,
    last: last === undefined ? undefined : Number(last),
    alert: level === undefined ? undefined : { level, region, domain, rule_id },
    draft: file === undefined ? undefined : await draftIn(file),
  }
  const { tried, differing, by_default } = await askProgram(url, '/v1/routing/dry-run', Tried, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  for (const { alert_id, route, by_present, differs } of tried) {
    const otherwise = differs ? [`now ${by_present?.unit ?? '-'}`] : []
    console.log([alert_id ?? 'it', route.unit, route.why, ...otherwise].join('  '))
  }
  console.log(`${differing} go elsewhere than now, ${by_default} are decided by no row`)
}

function assertSaid({ alert, last, level, region, domain, rule }: TryOptions): void {
  if (level !== undefined) return
  for (const [name, given] of Object.entries({ region, domain, rule }))
    if (given !== undefined)
      throw new RequestFailed(
        'LEVEL_MISSING',
        `--${name} is of an alert that --level describes; give its level`,
      )
  if (alert === undefined && last === undefined)
    throw new RequestFailed('NOTHING_TO_TRY', 'say what to try: --alert, --last or --level')
}

async function counts({ url }: Where): Promise<void> {
  const unit = z.object({ unit: z.string(), routed: z.int(), by_default: z.int() })
  const { units } = await askProgram(url, '/v1/routing/counts', z.object({ units: z.array(unit) }))
  for (const { unit: name, routed, by_default } of units)
    console.log(`${name}  ${routed} routed, of these ${by_default} decided by no row`)
}

/** The file as it is sent: the program says what is wrong with a table. */
async function draftIn(file: string): Promise<object> {
  const text = await readFile(file, 'utf8')
  try {
    return z.object({}).loose().parse(JSON.parse(text))
  } catch {
    throw new RequestFailed('FILE_UNREADABLE', `${file} holds no JSON object`)
  }
}
