import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { recordBatches, recordsIn } from '@jianwei/services/intake/record-batches.ts'
import { recordSplitter } from '@jianwei/services/intake/records.ts'
import { readArguments } from '#/simulation/arguments.ts'
import { DEFAULT_OPTIONS } from '#/simulation/options.ts'
import { chunksOf } from '#/simulation/chunks.ts'
import { postStream } from '#/simulation/post.ts'
import { simulate } from '#/simulation/simulation.ts'
import { intakeInMemory } from '#/simulation/intake-in-memory.ts'

const COMMAND = fileURLToPath(new URL('./simulate.ts', import.meta.url))
const SMALL = { ...DEFAULT_OPTIONS, subjects: 100, days: 60, broken: 0.05 }
const LINES = { record_bytes_max: 4 * 1024 * 1024 }
const BATCHES = {
  batch_records_max: 100,
  batch_bytes_max: 1024 * 1024,
  linger_ms: 20,
}

describe('the arguments', () => {
  test('are read with their defaults, and a rate with or without its unit', () => {
    expect(readArguments(['--seed', '9', '--rate', '500/s'])).toEqual({
      kind: 'command',
      command: {
        options: { ...DEFAULT_OPTIONS, seed: 9 },
        target: { kind: 'standard-output' },
        perSecond: 500,
      },
    })
    expect(readArguments(['--rate', '500'])).toMatchObject({ command: { perSecond: 500 } })
  })

  test('put the truth beside the file unless told otherwise', () => {
    expect(readArguments(['--to', 'a'])).toMatchObject({ command: { truth: 'a.truth.ndjson' } })
    expect(readArguments(['--to', 'a', '--truth', 'b'])).toMatchObject({ command: { truth: 'b' } })
  })

  test('are refused with every problem at once', () => {
    const read = readArguments([
      '--days',
      '0',
      '--late',
      '2',
      '--rate',
      'fast',
      '--to',
      'a',
      '--url',
      'b',
    ])
    expect(read).toEqual({
      kind: 'refused',
      problems: [
        'rate must be a number above 0, such as 500/s',
        'give --to or --url, not both',
        'days must be from 1 to 3660',
        'late must be from 0 to 1',
      ],
    })
    expect(readArguments(['--sed', '1'])).toMatchObject({ kind: 'refused' })
    expect(readArguments(['--start', '2026-12-01'])).toMatchObject({ kind: 'refused' })
    expect(readArguments(['--province', '99', '--help'])).toEqual({ kind: 'help' })
  })
})

describe('posting a stream', () => {
  test('finds every answer as the truth expects it', async () => {
    await using server = await answeringServer()
    const outcome = await postStream(server.url, simulate(SMALL))
    expect(outcome.sent).toBeGreaterThan(500)
    expect(outcome).toMatchObject({
      complete: true,
      mismatches: 0,
      answered: outcome.sent,
      sample: [],
    })
    expect(outcome.quarantined).toBeGreaterThan(20)
  })

  test('tells what is not as expected: the same stream once more is all duplicates', async () => {
    await using server = await answeringServer()
    const first = await postStream(server.url, simulate(SMALL))
    const again = await postStream(server.url, simulate(SMALL))
    expect(again.duplicate).toBe(first.accepted + first.duplicate)
    expect(again.mismatches).toBe(first.accepted)
    expect(again.sample).toHaveLength(10)
  })

  test('keeps to the rate', async () => {
    const lines = [...simulate({ ...SMALL, subjects: 40, days: 20 })]
    let ms = 0
    const pacing = { now_ms: () => ms, wait: async (more: number) => (ms += more) }
    await Array.fromAsync(chunksOf(lines, 200, pacing))
    const whole = (lines.length / 200) * 1000
    // Ten chunks a second, of which the last one need not be full.
    expect(ms).toBeGreaterThan(whole - 100)
    expect(ms).toBeLessThanOrEqual(whole)
  })

  test('fails in words where there is no server, or one that refuses', async () => {
    await expect(postStream('http://127.0.0.1:9', simulate(SMALL))).rejects.toThrow('ECONNREFUSED')
    await using server = await answeringServer(503)
    await expect(postStream(server.url, simulate(SMALL))).rejects.toThrow('answered 503')
  })
})

test('a stream larger than the memory it is given is written', async () => {
  const args = [
    '--max-old-space-size=96',
    COMMAND,
    '--subjects',
    '1000',
    '--activity',
    '300',
    '--days',
    '365',
  ]
  const targets = ['--broken', '0.005', '--to', '/dev/null', '--truth', '/dev/null']
  const { stderr } = await promisify(execFile)(process.execPath, [...args, ...targets])
  expect(JSON.parse(stderr)).toMatchObject({
    lines: expect.toSatisfy((lines: number) => lines > 250_000),
  })
})

interface AnsweringServer extends AsyncDisposable {
  readonly url: string
}

/**
 * Stands for the server: what intake decides, line by line, in the form of its answer to a stream.
 */
async function answeringServer(status = 200): Promise<AnsweringServer> {
  const decide = intakeInMemory()
  const server: Server = createServer((request, response) => {
    response.writeHead(status, { 'content-type': 'application/x-ndjson' })
    const answering = async (): Promise<void> => {
      for await (const batch of recordBatches(recordsIn(request, recordSplitter(LINES)), BATCHES)) {
        for (const { line, bytes } of batch) {
          const { status, codes } = await decide({ content: bytes })
          response.write(
            `${JSON.stringify({ line, status, reasons: codes.map((code) => ({ code })) })}\n`,
          )
        }
      }
      response.end(`${JSON.stringify({ summary: { complete: true } })}\n`)
    }
    // A client that leaves half-way ends its own request, nothing more.
    answering().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
