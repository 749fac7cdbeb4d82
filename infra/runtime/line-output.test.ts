import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { lineOutput } from '#/runtime/line-output.ts'

test('a file that takes nothing for a while ends nobody, and then says how many lines are missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jianwei-lines-'))
  const file = join(folder, 'log')
  const fd = openSync(file, 'a')
  let isFull = false
  const write = (to: number, bytes: Uint8Array): number => {
    if (isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    return writeSync(to, bytes)
  }
  const output = lineOutput({ fd, write: () => expect.unreachable() }, write)
  output('one\n')
  isFull = true
  output('two\n')
  output('three\n')
  isFull = false
  output('four\n')
  output('five\n')
  closeSync(fd)
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  rmSync(folder, { recursive: true })
  expect(lines).toEqual([
    'one',
    '{"level":"warn","message":"log lines were lost","lost":2}',
    'four',
    'five',
  ])
})

test('a line of which only a part fits counts as lost, and the next one does not join it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jianwei-lines-'))
  const fd = openSync(join(folder, 'log'), 'a')
  const parts: string[] = []
  let room = 5
  const output = lineOutput({ fd, write: () => expect.unreachable() }, (_fd, bytes) => {
    const taken = Math.min(room, bytes.length)
    parts.push(Buffer.from(bytes.subarray(0, taken)).toString())
    return taken
  })
  output('{"at":1}\n')
  room = 1_000
  output('{"at":2}\n')
  closeSync(fd)
  rmSync(folder, { recursive: true })
  expect(parts.join('').split('\n')).toEqual([
    '{"at"',
    '{"level":"warn","message":"log lines were lost","lost":1}',
    '{"at":2}',
    '',
  ])
})

test('what is no file is written to as it was', () => {
  const written: string[] = []
  lineOutput({ write: (text) => written.push(String(text)) })('one\n')
  expect(written).toEqual(['one\n'])
})

test('a reader that is behind gets every byte in order: what its pipe does not take waits', () => {
  const pipe: string[] = []
  const queued: string[] = []
  let room = 0
  const full = () =>
    Object.assign(new Error('resource temporarily unavailable'), { code: 'EAGAIN' })
  const write = (_fd: number, bytes: Uint8Array): number => {
    if (room === 0) throw full()
    const taken = Math.min(room, bytes.length)
    room -= taken
    pipe.push(Buffer.from(bytes.subarray(0, taken)).toString())
    return taken
  }
  const stream = {
    // No file that is open here.
    fd: 9_999,
    get writableLength() {
      return queued.join('').length
    },
    write: (text: string | Uint8Array) =>
      queued.push(typeof text === 'string' ? text : Buffer.from(text).toString()),
  }
  const output = lineOutput(stream, write)
  room = 6
  output('one\n')
  output('two\n')
  room = 100
  output('three\n')
  expect([pipe.join(''), queued.join('')]).toEqual(['one\ntw', 'o\nthree\n'])
  queued.length = 0
  output('four\n')
  expect(pipe.join('')).toBe('one\ntwfour\n')
})

test('a reader that is gone ends nobody: the program goes on and stops as it means to', async () => {
  const program = `
    import { once } from 'node:events'
    import { setTimeout as sleep } from 'node:timers/promises'
    import { lineOutput } from '${import.meta.resolve('#/runtime/line-output.ts')}'
    const output = lineOutput(process.stdout)
    output('one\\n')
    await once(process.stdin.resume(), 'end')
    for (let line = 0; line < 3; line++) {
      output('to nobody\\n')
      await sleep(1)
    }
    process.stderr.write('stopped')
    process.exitCode = 3
  `
  const child = spawn('node', ['--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  child.stdout.destroy()
  await once(child.stdout, 'close')
  child.stdin.end()
  expect(await text(child.stderr)).toBe('stopped')
  expect(await ended).toEqual([3, null])
})
