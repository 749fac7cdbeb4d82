import { setTimeout as sleep } from 'node:timers/promises'
import { joined, list, sql, type Sql } from '@jianwei/projections/sql.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'

/**
 * A province's events, made by the engine itself, because ten million of them would take the
 * simulator an hour. The same seed and number give the same rows.
 *
 * Twenty events make a story about one subject within two months: readings, inspections, a ticket
 * and its answer, a complaint and its acceptance, a violation with its order, check and penalty.
 * Subjects are chosen by Zipf's law with exponent 1/3, which gives the busiest of 200,000 subjects
 * about 2,800 of 10 million events. Two in a hundred events are known days late; for one in two
 * hundred a correction follows.
 */
export interface GeneratedEvents {
  readonly events: number
  readonly subjects: number
  readonly seed: number
}

const STORY_EVENTS = 20
const CHUNK_EVENTS = 250_000
const CORRECTED_ONE_IN = 200
const LATE_PERCENT = 2
const YEARS_SECONDS = 3 * 365 * 86_400
const START_SECONDS = Date.UTC(2023, 0, 1) / 1_000

const MERGE_LOOKS_MAX = 240
const MERGE_LOOK_MS = 500

const asks = (step: string) => ({ purpose: `bench:${step}`, lane: 'ingest' }) as const

/**
 * Fills the tables of the events by way of the views that the projector's inserts go through.
 * Returns the last position.
 */
export async function generateEvents(
  warehouse: Warehouse,
  options: GeneratedEvents,
): Promise<number> {
  const { events, subjects } = options
  const corrections = Math.floor(events / CORRECTED_ONE_IN)
  const last = subjects + events + corrections
  await warehouse.execute(
    sql`
CREATE TABLE bench_arrivals (place UInt64, number UInt64, recorded_s UInt32)
ENGINE = MergeTree
ORDER BY place`,
    asks('arrivals'),
  )
  await warehouse.execute(
    sql`
INSERT INTO bench_arrivals SELECT ${subjects} + rowNumberInAllBlocks() + 1, number, recorded_s
FROM (
  SELECT number, recorded_s FROM (${storiesSql(options, sql`numbers(${events + corrections})`)})
  ORDER BY recorded_s, number
) SETTINGS max_threads = 1`,
    asks('arrivals'),
  )
  for (let from = 0; from < subjects; from += CHUNK_EVENTS) {
    for (const rows of registrationsSql(options, from, Math.min(CHUNK_EVENTS, subjects - from))) {
      await warehouse.execute(rows, asks('subjects'))
    }
  }
  for (let from = subjects; from < last; from += CHUNK_EVENTS) {
    await warehouse.execute(
      eventsSql(options, from + 1, Math.min(from + CHUNK_EVENTS, last)),
      asks('events'),
    )
  }
  await warehouse.execute(sql`DROP TABLE bench_arrivals`, asks('arrivals'))
  await untilMerged(warehouse)
  return last
}

/**
 * The engine merges what was inserted for a while, which is no part of what is measured afterwards.
 */
async function untilMerged(warehouse: Warehouse): Promise<void> {
  for (let look = 0; look < MERGE_LOOKS_MAX; look += 1) {
    await sleep(MERGE_LOOK_MS)
    const [row] = await warehouse.query<{ merges: number }>(
      sql`SELECT toUInt32(count()) AS merges FROM system.merges`,
      asks('merges'),
    )
    if (row?.merges === 0) return
  }
}

/**
 * Seconds from a story's beginning to each of its events, the types, and what they say: `said`
 * differs in a correction.
 */
const STEPS: readonly {
  readonly type: string
  readonly after: Sql
  readonly payload: Sql
}[] = [
  ...[0, 9, 18, 27, 36, 45].map((day) => ({
    type: 'ReadingReported',
    after: sql`${day * 86_400} + jitter`,
    payload: sql`concat('{"device_id":"d', toString(subject), '","metric":"so2","value":',
      toString(said % 120), ',"limit_value":100}')`,
  })),
  ...[2, 20, 40].map((day) => ({
    type: 'InspectionConducted',
    after: sql`${day * 86_400} + jitter`,
    payload: sql`concat('{"officers":[{"unit":"a"},{"unit":"b"}],"check_form":"01","score":',
      toString(60 + said % 41), '}')`,
  })),
  {
    type: 'TicketDispatched',
    after: sql`5 * 86400 + jitter`,
    payload: sql`concat('{"ticket_number":"t', toString(story), '","category":{"code":"',
      toString(said % 12), '"}}')`,
  },
  {
    type: 'TicketAnswered',
    after: sql`5 * 86400 + jitter + if(chance % 100 < 95, chance % 345600, 864000)`,
    payload: sql`concat('{"ticket_number":"t', toString(story), '"}')`,
  },
  {
    type: 'TicketRated',
    after: sql`25 * 86400 + jitter`,
    payload: sql`concat('{"ticket_number":"t', toString(story), '","solved":', toString(said % 3),
      '}')`,
  },
  {
    type: 'ComplaintReceived',
    after: sql`7 * 86400 + jitter`,
    payload: sql`concat('{"complaint_number":"c', toString(story), '","category":{"code":"',
      toString(said % 12), '"}}')`,
  },
  {
    type: 'ComplaintAcceptanceDecided',
    after: sql`7 * 86400 + jitter + if(chance % 100 < 95, chance % 518400, 1296000)`,
    payload: sql`concat('{"complaint_number":"c', toString(story), '","accepted":true}')`,
  },
  {
    type: 'ViolationFound',
    after: sql`2 * 86400 + jitter + 3600`,
    payload: sql`concat('{"violation_type":{"code":"', toString(said % 8), '"}}')`,
  },
  {
    type: 'RectificationOrdered',
    after: sql`3 * 86400 + jitter`,
    payload: sql`concat('{"due_date":"',
      toString(toDate(fromUnixTimestamp(toUInt32(begins + 18 * 86400)))), '","order_number":"o',
      toString(story), '"}')`,
  },
  {
    type: 'RectificationChecked',
    after: sql`3 * 86400 + jitter + if(chance % 100 < 93, chance % 1209600, 1900800)`,
    payload: sql`concat('{"outcome":"rectified","order_number":"o', toString(story), '"}')`,
  },
  {
    type: 'PenaltyDecided',
    after: sql`30 * 86400 + jitter`,
    payload: sql`concat('{"penalty_types":["02"],"decision_number":"p', toString(story),
      '","currency":"CNY","fine_cents":', toString((1 + said % 50) * 10000), '}')`,
  },
  {
    type: 'DecisionPublished',
    after: sql`30 * 86400 + jitter + if(chance % 100 < 95, chance % 518400, 1728000)`,
    payload: sql`concat('{"decision_number":"p', toString(story), '"}')`,
  },
]

/** The last event of a story is of one of these, by chance. */
const RARE: readonly { readonly type: string; readonly payload: Sql }[] = [
  {
    type: 'LicenceGranted',
    payload: sql`concat('{"licence_number":"l', toString(story), '","valid_from":"',
      toString(toDate(fromUnixTimestamp(toUInt32(begins)))), '","valid_to":"',
      toString(toDate(fromUnixTimestamp(toUInt32(begins))) + 300), '"}')`,
  },
  {
    type: 'LicenceRenewed',
    payload: sql`concat('{"licence_number":"l', toString(story - 1), '","valid_from":"',
      toString(toDate(fromUnixTimestamp(toUInt32(begins)))), '","valid_to":"',
      toString(toDate(fromUnixTimestamp(toUInt32(begins))) + 300), '"}')`,
  },
  {
    type: 'CreditClassAssigned',
    payload: sql`concat('{"credit_class":"', substring('AAABBCD', 1 + said % 7, 1), '"}')`,
  },
  { type: 'AbnormalOperationListed', payload: sql`'{"reason":{"text":"unreachable"}}'` },
  { type: 'AbnormalOperationRemoved', payload: sql`'{}'` },
  { type: 'ReportReceived', payload: sql`concat('{"report_number":"r', toString(story), '"}')` },
]

/**
 * What is said by each number: which story, which step of it, about whom, when it happened and when
 * it was known.
 */
function storiesSql({ seed, events, subjects }: GeneratedEvents, numbers: Sql): Sql {
  const draw = (salt: string, of: Sql): Sql => sql`sipHash64(${of}, ${`${seed}:${salt}`})`
  const after = joined(STEPS.map((step, index) => sql`step = ${index}, ${step.after}`))
  // Few facts are corrected, and each is corrected once, a day to a month after it was known.
  return sql`
SELECT *, toUInt32(known_s + if(is_correction, 86400 + ${draw('corrected', sql`base`)} % 2592000,
  0)) AS recorded_s
FROM (
  SELECT *, occurred_s + if(${draw('late', sql`base`)} % 100 < ${LATE_PERCENT},
    86400 + chance % 1728000, chance % 7200) AS known_s
  FROM (
    SELECT *, toInt64(begins + multiIf(${after}, 15 * 86400 + jitter)) AS occurred_s FROM (
      SELECT *, intDiv(base, ${STORY_EVENTS}) AS story, base % ${STORY_EVENTS} AS step,
        toInt64(${START_SECONDS} + ${draw('begins', sql`story`)} % ${YEARS_SECONDS - 90 * 86_400})
          AS begins,
        toInt64(${draw('jitter', sql`base`)} % 43200) AS jitter,
        toInt64(${draw('chance', sql`base`)} % 2147483647) AS chance,
        if(is_correction, toInt64(${draw('said', sql`number`)} % 2147483647), chance) AS said,
        toUInt64(${subjects} * pow((${draw('subject', sql`story`)} % 1000000007) / 1000000007, 1.5))
          AS subject
      FROM (
        SELECT *, number >= ${events} AS is_correction,
          if(is_correction,
            (number - ${events}) * ${CORRECTED_ONE_IN}
              + ${draw('of', sql`number`)} % ${CORRECTED_ONE_IN}, number) AS base
        FROM ${numbers}
      )
    )
  )
)`
}

const COLUMNS = sql`position, event_id, fact_id, version_kind, subject_id, event_type,
  schema_version,
  source, source_event_id, region, department, occurred_at, reported_at, recorded_at,
  correlation_id, causation_id, reason, payload`

function eventsSql(options: GeneratedEvents, from: number, to: number): Sql {
  const payloads = joined(STEPS.map((step, index) => sql`step = ${index}, ${step.payload}`))
  const types = joined(STEPS.map((step, index) => sql`step = ${index}, ${step.type}`))
  const rareTypes = sql`[${list(RARE.map(({ type }) => type))}]`
  const rarePayloads = joined(
    RARE.map(({ payload }, index) => sql`chance % ${RARE.length} = ${index}, ${payload}`),
  )
  const arrivals = sql`(SELECT place, number
  FROM bench_arrivals
  WHERE place BETWEEN ${from} AND ${to})`
  return sql`
INSERT INTO events_v2 (${COLUMNS})
SELECT place, ${idSql(options, sql`number`)}, ${idSql(options, sql`base`)},
  if(is_correction, 'correction', 'original'), ${subjectSql},
  multiIf(${types}, ${rareTypes}[1 + chance % ${RARE.length}]), 1,
  concat('urn:bench:source-', toString(story % 5)), toString(number),
  ${regionSql}, concat('department-', toString(step % 7)),
  fromUnixTimestamp64Milli(occurred_s * 1000, 'UTC'),
  fromUnixTimestamp64Milli(toInt64(recorded_s) * 1000, 'UTC'),
  fromUnixTimestamp64Milli(toInt64(recorded_s) * 1000, 'UTC'), '', '',
  if(is_correction, 'corrected', ''),
  multiIf(${payloads}, multiIf(${rarePayloads}, '{}'))
FROM (${storiesSql(options, arrivals)}) ORDER BY place`
}

/** Every subject is registered before its first event, in one of ten industries. */
function registrationsSql(options: GeneratedEvents, from: number, count: number): readonly Sql[] {
  const at = sql`fromUnixTimestamp64Milli(toInt64(${START_SECONDS - 86_400}) * 1000, 'UTC')`
  const id = idSql(options, sql`number`, 'registered')
  const subjects = sql`(SELECT number, number AS subject FROM numbers(${from}, ${count}))`
  const industry = sql`concat('C', toString(1300 + subject % 10 * 100), '@2017')`
  return [
    sql`
INSERT INTO events_v2 (${COLUMNS})
SELECT number + 1, ${id} AS id, id, 'original', ${subjectSql}, 'SubjectRegistered', 1,
  'urn:bench:register', toString(number),
  ${regionSql}, 'register', ${at}, ${at}, ${at}, '', '', '',
  concat('{"name":"', toString(subject), '","industry_code":"', ${industry}, '"}')
FROM ${subjects}`,
    sql`
INSERT INTO subject_facts_v3 (subject_id, attribute, item, value, occurred_at, reported_at,
  position, event_id, fact_id, version_kind)
SELECT ${subjectSql}, said.1, '', said.2, ${at}, ${at}, number + 1, ${id} AS id, id, 'original'
FROM ${subjects}
ARRAY JOIN [('registration', 'registered'), ('name', toString(subject)),
  ('industry_code', ${industry}), ('region', ${regionSql})] AS said`,
  ]
}

const subjectSql = sql`concat('bench:', toString(subject))`
/** Eighty counties. */
const regionSql = sql`toString(330000 + 100 * (1 + subject % 8) + 1 + intDiv(subject, 8) % 10)`

function idSql({ seed }: GeneratedEvents, number: Sql, salt = 'event'): Sql {
  return sql`reinterpretAsUUID(sipHash128(${number}, ${`${seed}:${salt}`}))`
}
