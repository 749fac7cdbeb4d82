import { expect, test } from 'vitest'
import { wallRows, type WallRow } from '#/overview/wall/wall-rows.ts'

const row = (key: string, open_alerts: number): WallRow => ({
  key,
  label: key,
  numbers: { open_alerts, new_warnings: 1, overdue_duties: 0 },
})
const rows = [row('a', 1), row('b', 3), row('c', 2), row('d', 0)]

test('what finds no room is counted', () => {
  const found = wallRows(rows, { room: 3, number: 'open_alerts' })
  expect(found.shown.map(({ key }) => key)).toEqual(['b', 'c'])
  expect(found.rest).toEqual({
    rows: 2,
    numbers: { open_alerts: 1, new_warnings: 2, overdue_duties: 0 },
  })
})

test('all are shown where there is room for all', () => {
  const found = wallRows(rows, { room: 4, number: 'open_alerts' })
  expect(found.shown).toHaveLength(4)
  expect(found.rest.rows).toBe(0)
})

test('what had no row before is among the rest', () => {
  const beyond = { rows: 7, numbers: { open_alerts: 5, new_warnings: 5, overdue_duties: 5 } }
  const found = wallRows(rows, { room: 4, number: 'open_alerts' }, beyond)
  expect(found.shown).toHaveLength(3)
  expect(found.rest).toEqual({
    rows: 8,
    numbers: { open_alerts: 5, new_warnings: 6, overdue_duties: 5 },
  })
})
