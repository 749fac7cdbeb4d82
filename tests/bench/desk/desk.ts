/**
 * How long lists, facets, counts and neighbours of alerts take over HTTP, without the wire: the
 * server, the embedded engine, and alerts whose rows came range by range, as a projector writes
 * them. Beside it the raw limit in the same run: the same engine asked for one, and for one row by
 * its key; and how long the processors worked, which others who use the machine do not change as
 * much. Run: `npm run bench:desk [-- --alerts N --times N --alternatives]`.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '16'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import { ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import { alertsProjection } from '@jianwei/projections/alerts/projection.ts'
import { deskProjection } from '@jianwei/projections/desk/projection.ts'
import type { StreamFold } from '@jianwei/projections/projection.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { sql, type Sql } from '@jianwei/projections/sql.ts'
import { readCommandLine } from '@jianwei/tools/command-line.ts'
import { LOCAL_ADMINISTRATOR, type Principal } from '@jianwei/services/access/principal.ts'
import { RULE_INPUT } from '#/support/log/bureau-log.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import {
  DAYS,
  eventsOfAlerts,
  FIRST_DAY,
  industryOf,
  nameOf,
  OFFICES,
  officeOf,
  personOf,
  RULES,
  ruleOf,
  subjectOf,
  subjects,
  unitOf,
  warningRows,
} from './many-alerts.ts'

const { options, flags } = readCommandLine({
  call: 'npm run bench:desk --',
  does: 'Measures lists, facets, counts and neighbours of alerts as they stand.',
  options: {
    alerts: ['how many there are', '100000'],
    batch: ['events of one range of the log', '20000'],
    times: ['how often each question is asked', '100'],
  },
  flags: { alternatives: 'also other ways of reading the newest row of each alert' },
})
const alertCount = Number(options.alerts)
const times = Number(options.times)
/** The last ranges are small ones, as while people work. */
const LIVE_EVENTS = 2_000
const LIVE_RANGE = 20
const DAY_MS = 86_400_000
const REGULATOR: Principal = {
  actor: 'regulator',
  kind: 'person',
  grants: [{ role: 'regulator', region: '330100', domain: null, department: null }],
}
const ask = { purpose: 'bench:desk' }
const NOW = instantFromMs(msOfInstant(FIRST_DAY) + DAYS * DAY_MS)

const folder = await mkdtemp(join(tmpdir(), 'jianwei-bench-desk-'))
try {
  await using warehouse = await ChdbWarehouse.open({ folder })
  await migrate(warehouse, allTableFiles)
  const { events, seconds } = await fill(warehouse)
  const [stored] = await warehouse.query<{ parts: string; rows: string; bytes: string }>(
    sql`
SELECT count() AS parts, sum(rows) AS rows, sum(bytes_on_disk) AS bytes
FROM system.parts WHERE active AND table = 'alerts_v1'`,
    ask,
  )
  process.stdout.write(
    `${alertCount} alerts of ${events} events, folded and inserted in ${seconds.toFixed(1)} s; ` +
      `${stored?.rows} rows in ${stored?.parts} parts, ` +
      `${(Number(stored?.bytes) / 1e6).toFixed(1)} MB\n\n`,
  )
  await measure(warehouse)
  if (flags.alternatives) await alternatives(warehouse)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function fill(warehouse: ChdbWarehouse): Promise<{ events: number; seconds: number }> {
  const started = performance.now()
  const folds = new Map<string, StreamFold>()
  let count = 0
  const insert = async (range: readonly RecordedEvent[]): Promise<void> => {
    const touched = new Map<string, StreamFold>()
    for (const event of range) {
      const fold = (folds.get(event.stream) ?? deskProjection.unread).after(event)
      folds.set(event.stream, fold)
      touched.set(event.stream, fold)
    }
    count += range.length
    await warehouse.insert({
      table: deskProjection.table,
      columns: deskProjection.columns,
      body: [...touched.values()].map((fold) => fold.row()).join(''),
      token: `desk:${range[0]?.position}`,
    })
    await warehouse.insert({
      table: alertsProjection.table,
      columns: alertsProjection.columns,
      body: range.flatMap((event) => alertsProjection.rows(event)).join(''),
      token: `alerts:${range[0]?.position}`,
    })
    await insertWarnings(warehouse, range)
  }
  let last: readonly RecordedEvent[] = []
  for (const range of eventsOfAlerts(alertCount, Number(options.batch))) {
    await insert(last)
    last = range
  }
  const live = last.slice(-LIVE_EVENTS)
  await insert(last.slice(0, -LIVE_EVENTS))
  for (let from = 0; from < live.length; from += LIVE_RANGE)
    await insert(live.slice(from, from + LIVE_RANGE))
  const seconds = (performance.now() - started) / 1000
  await insertNames(warehouse)
  await insertUnits(warehouse)
  return { events: count, seconds }
}

async function insertWarnings(
  warehouse: ChdbWarehouse,
  range: readonly RecordedEvent[],
): Promise<void> {
  const rows = range.flatMap((event) => warningRows(event))
  if (rows.length === 0) return
  await warehouse.insert({
    table: 'warnings_v1',
    columns: ['position', 'movement', 'warning_id', 'rule_id', 'subject_id', 'evidence'],
    body: `${rows.join('\n')}\n`,
    token: `warnings:${range[0]?.position}`,
  })
}

/** Each office under two names. */
async function insertUnits(warehouse: ChdbWarehouse): Promise<void> {
  const offices = Array.from({ length: OFFICES }, (_, office) => [office + 1, `office-${office}`])
  await warehouse.insert({
    table: 'unit_ends_v1',
    columns: ['position', 'unit_id', 'kind', 'begins', 'ends', 'heir', 'is_split'],
    body: offices
      .map((one) => `${JSON.stringify([...one, 'begin and end', '2010-01-01', '~', '', 0])}\n`)
      .join(''),
    token: 'units',
  })
  const rows = offices.flatMap((one, office) =>
    [officeOf(office), `第${office}市监局`].map((name) =>
      JSON.stringify([...one, name, '', '', -1, '', '~', 0]),
    ),
  )
  await warehouse.insert({
    table: 'unit_spellings_v1',
    columns: ['position', 'unit_id', 'spelling', 'region', 'prefix', 'narrow', 'valid_from'].concat(
      ['valid_to', 'is_removed'],
    ),
    body: `${rows.join('\n')}\n`,
    token: 'spellings',
  })
}

async function insertNames(warehouse: ChdbWarehouse): Promise<void> {
  const rows = Array.from({ length: subjects }, (_, number) => [
    JSON.stringify([subjectOf(number), 'name', nameOf(number)]),
    JSON.stringify([subjectOf(number), 'industry_code', industryOf(number)]),
  ]).flat()
  await warehouse.insert({
    table: 'subject_facts_v3',
    columns: ['subject_id', 'attribute', 'value'],
    body: `${rows.join('\n')}\n`,
    token: 'names',
  })
}

interface Asked {
  readonly name: string
  readonly ask: (time: number) => Promise<unknown>
}

async function measure(warehouse: ChdbWarehouse): Promise<void> {
  let asker: Principal = LOCAL_ADMINISTRATOR
  const app = serverWithoutData({
    warehouse,
    now: () => NOW,
    rules: shelfOf(rulesOfBench()),
    authenticate: async () => asker,
    requests_per_minute: 1_000_000,
  })
  const get = async (url: string): Promise<AlertsAnswer> => {
    const answer = await app.inject(url)
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.body}`)
    return answer.json()
  }
  const post = async (body: object): Promise<void> => {
    const answer = await app.inject({ method: 'POST', url: '/v1/alerts/search', payload: body })
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  const first = await get('/v1/alerts?limit=500')
  const ids = first.items.map(({ alert_id }) => alert_id)
  const places = await get('/v1/alerts?order=due&open=true&limit=500')
  const deep = await nthPage(get, '/v1/alerts?order=level&limit=500', 40)
  const key = sql`
SELECT alert_id, state FROM alerts_v1 WHERE raised_position = ${Math.floor(alertCount / 2)}`
  const raw: readonly Asked[] = [
    { name: 'raw: SELECT 1', ask: () => warehouse.query(sql`SELECT 1`, ask) },
    { name: 'raw: a row by its key', ask: () => warehouse.query(key, ask) },
  ]
  const asked: readonly Asked[] = [
    ...raw,
    { name: 'list, newest', ask: () => get('/v1/alerts') },
    { name: 'list, open, soonest due', ask: () => get('/v1/alerts?order=due&open=true') },
    {
      name: 'list, two levels, longest waiting',
      ask: () => get('/v1/alerts?order=waiting&open=true&level=red&level=orange'),
    },
    {
      name: 'list, a unit, gravest',
      ask: (time) => get(`/v1/alerts?order=level&unit=${unitOf(time)}`),
    },
    {
      name: 'list, a region and a rule, last changed',
      ask: (time) => get(`/v1/alerts?order=changed&region=330100&rule_id=${ruleOf(time % 40)}`),
    },
    {
      name: 'list, a unit by its departments',
      ask: (time) => get(`/v1/alerts?department_unit=office-${time}`),
    },
    {
      name: 'list, overdue and unclaimed',
      ask: () => get('/v1/alerts?overdue=true&claimed=nobody'),
    },
    { name: 'list, 20,000 rows behind', ask: () => get(deep) },
    { name: 'list, 500 rows', ask: () => get('/v1/alerts?limit=500') },
    {
      name: "search, a subject's name",
      ask: (time) => post({ text: `第${time}食品` }),
    },
    {
      name: 'search, a person',
      ask: (time) => post({ owner: { account: personOf(time) }, open: true }),
    },
    { name: 'facets, all', ask: () => get('/v1/alerts/facets') },
    {
      name: 'facets, a region, open',
      ask: () => get('/v1/alerts/facets?region=330100&open=true'),
    },
    { name: 'counts, all', ask: () => get('/v1/alerts/counts') },
    { name: 'counts, a unit', ask: (time) => get(`/v1/alerts/counts?unit=${unitOf(time)}`) },
    {
      name: 'neighbours, newest',
      ask: (time) => get(`/v1/alerts/${ids[time % 500]}/neighbours?up_to=${first.up_to}`),
    },
    {
      name: 'neighbours, open, soonest due',
      ask: (time) => {
        const { alert_id, place } = places.items[time % 500] ?? { alert_id: '', place: '' }
        return get(
          `/v1/alerts/${alert_id}/neighbours?order=due&open=true&up_to=${places.up_to}` +
            `&place=${place}`,
        )
      },
    },
    {
      name: 'similar alerts of the past',
      ask: (time) => get(`/v1/alerts/${ids[time % 500]}/similar`),
    },
    {
      name: 'similar alerts, of a city',
      ask: async (time) => {
        asker = REGULATOR
        await get(`/v1/alerts/${ids[time % 500]}/similar`).finally(
          () => (asker = LOCAL_ADMINISTRATOR),
        )
      },
    },
    {
      name: 'one alert by its id',
      ask: (time) =>
        warehouse.query(
          sql`SELECT alert_id FROM alerts_v1 FINAL
WHERE raised_position IN (SELECT raised_position FROM alerts_v1
WHERE alert_id = toUUID(${ids[time % 500] ?? ''}))`,
          ask,
        ),
    },
  ]
  await table(asked)
  await app.close()
}

/** All about the same kinds of facts, so that alerts of all are looked at. */
function rulesOfBench(): readonly Rule[] {
  return Array.from({ length: RULES }, (_, number) => {
    const parsed = parseRule({ ...RULE_INPUT, id: ruleOf(number) })
    if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems))
    return parsed.rule
  })
}

interface AlertsAnswer {
  readonly items: readonly { readonly alert_id: string; readonly place: string }[]
  readonly next: string | null
  readonly up_to: number
}

/** The address of a page so many pages behind the first. */
async function nthPage(
  get: (url: string) => Promise<AlertsAnswer>,
  url: string,
  pages: number,
): Promise<string> {
  let address = url
  for (let page = 0; page < pages; page += 1) {
    const { next } = await get(address)
    if (next === null) break
    address = `${url}&cursor=${next}`
  }
  return address
}

/** Other ways of taking the newest row of each alert, for the same page of a list. */
async function alternatives(warehouse: ChdbWarehouse): Promise<void> {
  const page = (rows: Sql): Sql => sql`
SELECT raised_position FROM ${rows}
WHERE state != 'closed' AND level IN ('red', 'orange')
ORDER BY due_at, raised_position LIMIT 51`
  const ways: readonly (readonly [string, Sql])[] = [
    ['FINAL', page(sql`alerts_v1 FINAL`)],
    [
      'LIMIT 1 BY',
      page(sql`(
  SELECT raised_position, state, level, due_at FROM alerts_v1
  ORDER BY raised_position, events DESC LIMIT 1 BY raised_position)`),
    ],
    [
      'argMax',
      page(sql`(
  SELECT raised_position, argMax(state, events) AS state, argMax(level, events) AS level,
    argMax(tuple(due_at), events).1 AS due_at
  FROM alerts_v1 GROUP BY raised_position)`),
    ],
    [
      'IN the newest',
      page(sql`(
  SELECT raised_position, state, level, due_at FROM alerts_v1
  WHERE (raised_position, events) IN (
    SELECT raised_position, max(events) FROM alerts_v1 GROUP BY raised_position))`),
    ],
  ]
  process.stdout.write('\n')
  await table(
    ways.map(([name, statement]) => ({ name, ask: () => warehouse.query(statement, ask) })),
  )
}

async function table(asked: readonly Asked[]): Promise<void> {
  process.stdout.write(
    '| | p50 | p95 | p99 | processor, p95 |\n| --- | ---: | ---: | ---: | ---: |\n',
  )
  for (const { name, ask: once } of asked) {
    const took: number[] = []
    const worked: number[] = []
    for (let time = -3; time < times; time += 1) {
      const started = performance.now()
      const before = process.cpuUsage()
      await once(Math.max(0, time))
      const { user, system } = process.cpuUsage(before)
      // The first ones only warm up.
      if (time < 0) continue
      took.push(performance.now() - started)
      worked.push((user + system) / 1000)
    }
    const cells = [at(took, 0.5), at(took, 0.95), at(took, 0.99), at(worked, 0.95)]
    process.stdout.write(`| ${name} | ${cells.join(' | ')} |\n`)
  }
}

function at(measured: readonly number[], share: number): string {
  const sorted = measured.toSorted((a, b) => a - b)
  const one = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return `${one.toFixed(1)} ms`
}
