import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allRows, untilAtRest, type KeptAnswers, type Row } from '#/kept-data/answers.ts'
import { temporaryFolder } from '#/support/running-pipeline.ts'
import { StartedProgram } from '#/support/started-program.ts'

const folders = readdirSync(import.meta.dirname).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))

test('there is a folder of an earlier version', () => {
  expect(folders).toContain('2026-11-28')
})

describe.each(folders)('the data folder of %s', (name) => {
  const kept = join(import.meta.dirname, name)
  // Written by make-kept-folder.ts.
  const answers = JSON.parse(readFileSync(join(kept, 'answers.json'), 'utf8')) as KeptAnswers

  test('starts, answers as it did, and loses nothing', async () => {
    await using folder = await temporaryFolder('kept')
    execFileSync('tar', ['-xzf', join(kept, 'data.tar.gz'), '-C', folder.path])
    const first = await askedAll(join(folder.path, 'data'), answers)
    for (const [path, rows] of Object.entries(answers.lists)) expect(first[path], path).toMatchObject(rows)
    // A second start finds nothing to do.
    expect(await askedAll(join(folder.path, 'data'), answers)).toEqual(first)
  })
})

/** What the program of today says about the folder, once nothing is left to do. */
async function askedAll(data: string, { lists }: KeptAnswers): Promise<KeptAnswers['lists']> {
  await using program = new StartedProgram({ JIANWEI_DATA: data, EXAMPLE_DATA: 'none' })
  const origin = await program.origin()
  await untilAtRest(origin)
  const asked: Record<string, readonly Row[]> = {}
  for (const path of Object.keys(lists)) asked[path] = await allRows(origin, path)
  expect(await program.end('SIGTERM')).toBe(0)
  return asked
}
