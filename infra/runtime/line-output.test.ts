import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lineOutput } from '#/runtime/line-output.ts'

test('a file that takes nothing for a while ends nobody, and then says how many lines are missing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jianwei-lines-'))
  const file = join(folder, 'log')
  const fd = openSync(file, 'a')
  let isFull = false
  const write = (to: number, text: string): number => {
    if (isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    return writeSync(to, text)
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
  expect(lines).toEqual(['one', '{"level":"warn","message":"log lines were lost","lost":2}', 'four', 'five'])
})

test('what is no file is written to as it was', () => {
  const written: string[] = []
  lineOutput({ write: (text) => written.push(text) })('one\n')
  expect(written).toEqual(['one\n'])
})
