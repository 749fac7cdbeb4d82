import { expect, test } from 'vitest'
import { optionsOf } from '#/parts/subject-picker.tsx'

const SUBJECT = {
  subject_id: 'test:bakery',
  name: '甬城食品有限公司',
  region: '330203',
  first_occurred_at: '2026-01-01T00:00:00.000Z',
  last_occurred_at: '2026-01-01T00:00:00.000Z',
  versions: 1,
}

test('what was found and is not listed is said below the list, and cannot be picked', () => {
  const listed = { value: 'test:bakery', label: '甬城食品有限公司（test:bakery）', disabled: false }
  expect(optionsOf({ items: [SUBJECT], next: null }, 'more')).toEqual([listed])
  expect(optionsOf({ items: [SUBJECT], next: 'cursor' }, 'more')).toEqual([
    listed,
    { value: '', label: 'more', disabled: true },
  ])
})
