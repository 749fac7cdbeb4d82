import { expect, test } from 'vitest'
import { namesOf } from '#/subject/names.ts'

function said(name: string | undefined, year: number, more: object = {}) {
  return {
    event_id: `${name}-${year}`,
    version_kind: 'original' as const,
    occurred_at: `${year}-01-01T00:00:00.000Z`,
    known_until: null,
    data: name === undefined ? {} : { name },
    ...more,
  }
}

test('a name counts from the day on which it was first said, the latest first', () => {
  const names = namesOf([
    said('乙', 2022),
    said(undefined, 2021),
    said('甲', 2020),
    said('甲', 2019),
  ])
  expect(names.map(({ name, since }) => [name, since.slice(0, 4)])).toEqual([
    ['乙', '2022'],
    ['甲', '2019'],
  ])
})

test('what was corrected or retracted is no name', () => {
  const corrected = { known_until: { position: 7, at: '2023-01-01T00:00:00.000Z' } }
  const retraction = { version_kind: 'retraction' as const, data: null }
  expect(namesOf([said('甲', 2020, corrected), said('甲', 2020, retraction)])).toEqual([])
})

test('a masked name says so', () => {
  const [name] = namesOf([said('张*', 2020, { masked: ['data.name'] })])
  expect(name?.isMasked).toBe(true)
})
