import { expect, test } from 'vitest'
import { Turns } from '#/lifecycle/turns.ts'

test('work is done one piece after another, also behind one that fails', async () => {
  const turns = new Turns()
  const seen: string[] = []
  const piece = (name: string, fails = false) =>
    turns.take(async () => {
      seen.push(`${name} begins`)
      await Promise.resolve()
      seen.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    })
  const [first, second, third] = await Promise.allSettled([
    piece('first'),
    piece('second', true),
    piece('third'),
  ])
  expect(first).toMatchObject({ status: 'fulfilled', value: 'first' })
  expect(second).toMatchObject({ status: 'rejected', reason: { message: 'second' } })
  expect(third).toMatchObject({ status: 'fulfilled', value: 'third' })
  expect(seen).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
    'third begins',
    'third ends',
  ])
})
