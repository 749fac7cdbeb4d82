import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { intrude } from '#/support/kurrent-stand-in/others.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'

const LAUNCHER = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))
const run = promisify(execFile)

let server: KurrentStandIn
beforeAll(async () => {
  server = await KurrentStandIn.start('@kurrent/kurrentdb-client')
})
afterAll(() => server[Symbol.asyncDispose]())

async function listed(url: string, ...args: readonly string[]) {
  await using folder = await temporaryFolder('set-aside')
  const { stdout, stderr } = await run('node', [LAUNCHER, 'log', 'set-aside', ...args], {
    env: { ...process.env, JIANWEI_DATA: folder.path, LOG_URL: url },
  })
  const lines = stdout.split('\n').filter((line) => line !== '')
  return { events: lines.map((line) => JSON.parse(line) as unknown), stderr }
}

test('what others wrote into streams of the log is listed with its bytes', async () => {
  const stream = 'jianwei.subject-1'
  const data = Buffer.from([0xff, 0x00, 0x80])
  const contentType = 'application/octet-stream'
  const text = intrude(server, stream, { data: Buffer.from('{"金额":12}') })
  const binary = intrude(server, stream, { data, contentType })
  const url = `kurrentdb://127.0.0.1:${server.port}?tls=false`
  const all = await listed(url)
  expect(all.events).toEqual([
    expect.objectContaining({
      event_id: text,
      stream,
      revision: '0',
      reason: 'no_envelope',
      content: '{"金额":12}',
      content_is: 'text',
    }),
    expect.objectContaining({
      event_id: binary,
      revision: '1',
      reason: 'not_json',
      content: data.toString('base64'),
      content_is: 'base64',
      content_bytes: 3,
    }),
  ])
  expect(all.stderr).toContain('2 of 2 events that were set aside')
  const first = await listed(url, '--limit', '1')
  expect(first.events).toHaveLength(1)
  expect(first.stderr).toContain('1 of 2 events that were set aside')
})

test('a log of its own has none', async () => {
  await using folder = await temporaryFolder('set-aside-own')
  const { events, stderr } = await listed(`sqlite:${folder.path}/log.db`)
  expect(events).toEqual([])
  expect(stderr).toContain('0 of 0 events')
})
