import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { commandImport } from '@jianwei/services/intake/imports/import-orders.ts'
import { orderImport } from '@jianwei/services/intake/imports/order-import.ts'
import { mappingHash } from '@jianwei/services/intake/mapping/mapping-hash.ts'
import { publishMapping } from '@jianwei/services/intake/published/mapping-aggregate.ts'
import { mappingSent } from '@jianwei/services/intake/published/mapping-text.ts'
import { startRunning } from '@jianwei/services/lifecycle/running.ts'
import { filesOver } from '#/support/intake/file-routes.ts'
import { countsBy, eventsOf, temporaryFolder } from '#/support/intake/intake-server.ts'

/* Orders of imports, and what becomes of them when the program stops, or people want no more. */

const TEXT = `mapping: shops
description: Complaints, a row each.
source: urn:example:shops
input: { format: csv, columns: [id, day] }
time_zone: Asia/Shanghai
events:
  - type: ComplaintReceived
    id: '{id}'
    subject: 'shop:{id}'
    occurred_at: { column: day, as: instant }
    reported_at: unknown
    data: { complaint_number: '{id}' }
`
const ROWS = 30_000
const FILE = `id,day\n${Array.from({ length: ROWS }, (_, at) => `${at},2026-03-01\n`).join('')}`

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** The program with its files, on the log in the folder. */
function program(folder: string) {
  const opened = openIntake({ log_path: `${folder}/log.db` })
  const files = filesOver(opened, folder)
  const { imports, uploads, background } = files.routes
  return {
    ...opened,
    ...files,
    start: () => startRunning(new AbortController().signal, files.everything),
    async order(text: string): Promise<string> {
      const mapping = await mappingSent({ text: TEXT, tables: [] })
      const hash = mappingHash(mapping)
      const data = { mapping: 'shops', text: TEXT, tables: [], hash, actor: 'li', reason: 'r' }
      await publishMapping(opened.log, { type: 'PublishMapping', data }, opened.now())
      const sent = { file_name: 'shops.csv', actor: 'li', bytes: bytesOf(text) }
      const upload = await uploads.receive(sent)
      const named = { mapping, version: 1, hash }
      return orderImport(files.routes, { upload, named, actor: 'li', sends: null })
    },
    async until(holds: () => boolean | Promise<boolean>): Promise<void> {
      while (!(await holds())) {
        await sleep(2)
        await imports.catchUp(opened.log)
      }
    },
    isRead: async (id: string) => ((await background.progressOf(id))?.records ?? 0) > 0,
    isOver: (id: string) => imports.get(id)?.order_end != null,
  }
}

async function typesOf(log: Parameters<typeof eventsOf>[0]): Promise<Record<string, number>> {
  return countsBy(await eventsOf(log), ({ type }) => type)
}

test('an order that a stop of the program cut short goes on at the next start', async () => {
  using folder = temporaryFolder()
  let id = ''
  {
    await using first = program(folder.path)
    await using running = first.start()
    void running
    id = await first.order(FILE)
    await first.until(() => first.isRead(id))
    expect(first.isOver(id)).toBe(false)
  }
  await using second = program(folder.path)
  const left = await typesOf(second.log)
  expect(left).not.toHaveProperty('ImportAborted')
  expect(left).not.toHaveProperty('ImportOrderEnded')
  await using running = second.start()
  void running
  await second.until(() => second.isOver(id))
  expect(second.routes.imports.get(id)?.order_end).toMatchObject({ outcome: 'read', code: null })
  expect(await typesOf(second.log)).toMatchObject({
    ComplaintReceived: ROWS,
    ImportOrdered: 1,
    ImportCompleted: 1,
    ImportOrderEnded: 1,
  })
})

test('people stop an import while it is read: what was brought in stays', async () => {
  using folder = temporaryFolder()
  await using one = program(folder.path)
  await using running = one.start()
  void running
  const id = await one.order(FILE)
  await one.until(() => one.isRead(id))
  const data = { import_id: id, actor: 'wu', reason: 'the wrong file' }
  await commandImport(one.log, { type: 'StopImport', data }, one.now())
  await one.until(() => one.isOver(id))
  expect(one.routes.imports.get(id)?.order_end).toMatchObject({ outcome: 'stopped' })
  const types = await typesOf(one.log)
  expect(types).toMatchObject({ ImportAborted: 1, ImportOrderEnded: 1 })
  expect(types['ComplaintReceived']).toBeGreaterThan(0)
  expect(types['ComplaintReceived']).toBeLessThan(ROWS)
})

test('an order whose file is gone ends with its reason, and holds up none behind it', async () => {
  using folder = temporaryFolder()
  await using one = program(folder.path)
  const gone = await one.order('id,day\n1,2026-03-01\n')
  const upload = one.routes.imports.get(gone)?.ordered?.upload_id ?? ''
  await rm(`${folder.path}/uploads/${upload}`, { recursive: true })
  const next = await one.order('id,day\n2,2026-03-01\n')
  await using running = one.start()
  void running
  await one.until(() => one.isOver(gone) && one.isOver(next))
  expect(one.routes.imports.get(gone)?.order_end).toMatchObject({
    outcome: 'failed',
    code: 'UPLOAD_GONE',
  })
  expect(one.routes.imports.get(next)?.order_end).toMatchObject({ outcome: 'read' })
})
