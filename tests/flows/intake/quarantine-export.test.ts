import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { xlsxBook } from '@jianwei/services/server/exports/xlsx-book.ts'
import {
  eventsOf,
  intakeServer,
  temporaryFolder,
  type IntakeServer,
} from '#/support/intake/intake-server.ts'
import {
  daysMapping,
  daysNamed,
  importBy,
  importDays,
  STRICT_DAYS,
  workbookMapping,
} from '#/support/intake/refused-register.ts'

/* A group of refused rows leaves as a file, is corrected, and comes back by the same mapping. */

async function exported({ app }: IntakeServer, format: 'csv' | 'xlsx'): Promise<Buffer> {
  const { items } = (await app.inject('/v1/quarantine/groups')).json()
  const answer = await app.inject({
    method: 'POST',
    url: `/v1/quarantine/groups/${items[0].group_id}/export`,
    payload: { format, purpose: '退回更正' },
  })
  expect(answer.statusCode).toBe(200)
  return answer.rawPayload
}

async function states({ app }: IntakeServer): Promise<readonly string[]> {
  const { items } = (await app.inject('/v1/quarantine?limit=200')).json()
  return items.map(({ state }: { state: string }) => state)
}

const SEEN_WHOLE = daysMapping(STRICT_DAYS).replace(', found_by]', ']')

test('a CSV has the cells under their header, the reasons and the numbers; corrected, it ends them', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(
    folder.path,
    (name) => (name === 'days' ? readMapping(SEEN_WHOLE, 'days.yaml') : undefined),
    LOCAL_ADMINISTRATOR,
  )
  const path = join(folder.path, 'first.csv')
  writeFileSync(path, 'id,day\n=a,3/7/2024\nb,x\n"c ""1"", 2",y\n')
  await importBy(SEEN_WHOLE, server, path)
  const { items } = (await server.app.inject('/v1/quarantine')).json()
  const [one, two, three] = items.map(({ quarantine_id: id }: { quarantine_id: string }) => id)
  const why = 'DATE_UNREADABLE day: '
  const text = (await exported(server, 'csv')).toString()
  const lines = text.trimEnd().split('\r\n')
  expect(lines[0]).toBe('\ufeffid,day,拒收原因,隔离编号')
  expect(lines[1]).toMatch(new RegExp(`^'=a,3/7/2024,"?${why}.*"?,${one}$`))
  expect(lines[2]).toContain(`b,x,`)
  expect(lines[2]).toContain(two)
  expect(lines[3]).toMatch(/^"c ""1"", 2",y,/)
  expect(lines[3]).toContain(three)

  const corrected = join(folder.path, 'corrected.csv')
  writeFileSync(corrected, text.replace(',x,', ',2024-03-08,').replace('",y,', '",2024-03-09,'))
  await importBy(SEEN_WHOLE, server, corrected)
  expect((await states(server)).slice(0, 3)).toEqual(['held', 'superseded', 'superseded'])
})

test('a workbook has its rows where the mapping looks for them, and comes back as it is', async () => {
  using folder = temporaryFolder()
  const mapping = workbookMapping().replace('columns: [id, day, found_by]', 'columns: [id, day]')
  await using server = await intakeServer(
    folder.path,
    (name) => (name === 'days' ? readMapping(mapping, 'days.yaml') : undefined),
    LOCAL_ADMINISTRATOR,
  )
  const path = join(folder.path, 'first.xlsx')
  const rows = [['登记表'], ['二〇二四年'], ['id', 'day'], ['=1+1', 'x'], ['b', '2024-03-08']]
  writeFileSync(path, await bytesOf(xlsxBook([{ name: '登记', rows }])))
  await importBy(mapping, server, path)
  expect(await states(server)).toEqual(['held'])
  const again = join(folder.path, 'again.xlsx')
  writeFileSync(again, await exported(server, 'xlsx'))
  await importBy(mapping, server, again)
  // The same cells are read and refused for the same reason: nothing was taken for a formula.
  expect(await states(server)).toEqual(['held', 'held'])
  const { items } = (await server.app.inject('/v1/quarantine/groups')).json()
  expect(items).toMatchObject([{ code: 'DATE_UNREADABLE', path: 'day', counts: { held: 2 } }])
})

test('a column that is masked has another name, so the mapping refuses the file whole', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, daysNamed(STRICT_DAYS), LOCAL_ADMINISTRATOR)
  await importDays(server, folder.path, 'first.csv', ['a,x,张三'])
  const text = (await exported(server, 'csv')).toString()
  expect(text).not.toContain('张三')
  expect(text).toContain('found_by（已脱敏，不可回传）')
  const back = join(folder.path, 'back.csv')
  writeFileSync(back, text)
  await expect(importBy(daysMapping(STRICT_DAYS), server, back)).rejects.toThrow('found_by')
})

test('an export is on record before it leaves, without names of columns that no mapping has', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path, daysNamed(STRICT_DAYS), LOCAL_ADMINISTRATOR)
  await importDays(server, folder.path, 'first.csv', ['a,x,张三'])
  await exported(server, 'csv')
  const told = async () =>
    (await eventsOf(server.log)).filter(({ type }) => type.startsWith('Export'))
  // The end is told behind the last byte.
  await expect.poll(async () => (await told()).length).toBe(2)
  expect((await told()).map(({ type, data }) => ({ type, ...data }))).toMatchObject([
    {
      type: 'ExportStarted',
      list: 'quarantine',
      purpose: '退回更正',
      fields: ['id', 'day'],
      rows_expected: 1,
    },
    { type: 'ExportEnded', rows: 1, outcome: 'complete' },
  ])
})

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(pieces))
}
