import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '#/runtime/make-folder.ts'

test('what is missing above is made as well, and what is there stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jianwei-folder-'))
  const deep = join(folder, 'a', 'b', 'c')
  makeFolder(deep)
  makeFolder(deep)
  expect(existsSync(deep)).toBe(true)
  rmSync(folder, { recursive: true })
})

test.skipIf(!existsSync('/proc/self')).each(['/proc/jianwei/warehouse', '/dev/null/warehouse'])(
  '%s, where no folder can be made, is an error and not a wait without end',
  (path) => {
    expect(() => makeFolder(path)).toThrow(/ENOENT|ENOTDIR|EACCES|EPERM|EROFS/)
  },
)
