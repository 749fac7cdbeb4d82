import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DeliveryMade } from '@jianwei/events/audit/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { auditRecords } from '@jianwei/projections/audit/queries.ts'
import { AuditTrail } from '@jianwei/services/audit/audit-trail.ts'
import { openSqliteLog } from '@jianwei/services/composition/open-log.ts'
import { eventsOf, temporaryFolder } from '#/support/intake/intake-server.ts'
import { filesEndingIn, isTestCode, readSource, withoutComments } from '#/support/source-tree.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * The audit is kept for at least six months, and what says that personal data were given away for
 * three years: the log is only added to, so it is kept for ever.
 */

const THEN = '2020-01-02T03:04:05.000Z' as Instant
const NOW = '2026-06-01T00:00:00.000Z' as Instant
const GIVEN_AWAY: DeliveryMade = {
  actor: 'jianwei:publisher',
  channel: 'kafka',
  recipient: 'regulation.alerts',
  purpose: 'exchange',
  fields: ['complainant_name'],
  withheld: [],
  count: 1,
  personal: true,
  first: 1,
  last: 1,
}

test('what was on record more than three years ago is found, also by a new warehouse', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'log.db')
  {
    await using then = openSqliteLog(path, { clock: { now: () => THEN } })
    const trail = new AuditTrail({ log: then.log, now: () => THEN })
    await trail.act({ type: 'DeliveryMade', data: GIVEN_AWAY }, { id: 'stretch', region: null })
  }
  await using now = openSqliteLog(path, { clock: { now: () => NOW } })
  await using opened = await openWarehouse()
  await project(opened.warehouse, await eventsOf(now.log))
  const { items } = await auditRecords(opened.warehouse, { action: 'DeliveryMade', limit: 10 })
  expect(items).toMatchObject([
    {
      recorded_at: THEN,
      actor: 'jianwei:publisher',
      object: 'regulation.alerts',
      purpose: 'exchange',
      details: { personal: true, fields: ['complainant_name'] },
    },
  ])
})

/**
 * What keeps how far readers have come or a state beside the log, and no event; and what reads
 * which events an operator took away.
 */
const NO_EVENTS = new Set([
  'infra/log/kurrent/kurrent-change-stream.ts',
  'infra/log/kurrent/kurrent-checkpoint-store.ts',
  'infra/log/sqlite-checkpoint-store.ts',
  'infra/log/kurrent/server-check.ts',
  'infra/log/kurrent/state-streams.ts',
  'infra/log/kurrent/stream-losses.ts',
])
const FORGETTING: readonly (readonly [what: string, files: RegExp, means: RegExp])[] = [
  ['SQLite', /^infra\/log\//, /\b(?:DELETE FROM|UPDATE|DROP TABLE|TRUNCATE)\s+events\b/i],
  [
    'the log server',
    /^infra\/log\/kurrent\//,
    /deleteStream|tombstoneStream|StreamMetadata|\$(?:maxAge|maxCount|tb)\b/,
  ],
  ['the warehouse', /^projections\/.*\.sql$/, /\bTTL\b|\bDELETE\b/],
]

test.each(FORGETTING)(
  'no statement of the program deletes or changes an event of the log: %s',
  (_, files, means) => {
    const searched = filesEndingIn('.ts', '.sql').filter(
      (path) => files.test(path) && !NO_EVENTS.has(path) && !isTestCode(path),
    )
    expect(searched.length).toBeGreaterThan(3)
    const found = searched.filter((path) => means.test(withoutComments(readSource(path).text)))
    expect(found).toEqual([])
  },
)

test('no setting says how long the audit is kept', () => {
  // Written from the definitions of the settings, all of them.
  const names = [...readSource('docs/settings.md').text.matchAll(/^\| `(\w+)`/gm)].map(
    ([, name = '']) => name,
  )
  expect(names.length).toBeGreaterThan(30)
  const shortening = /RETENTION|RETAIN|KEEP|PRUNE|ARCHIVE|PURGE|TTL|(?:DAYS|MONTHS|YEARS)$/
  expect(names.filter((name) => shortening.test(name))).toEqual([])
})
