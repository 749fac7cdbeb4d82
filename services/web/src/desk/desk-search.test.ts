import { describe, expect, test } from 'vitest'
import {
  deskFilterOf,
  deskSearchOf,
  filtersOfView,
  isBare,
  isSameFilter,
  toggled,
} from '#/desk/desk-search.ts'

describe('an address of the desk', () => {
  test('is read by the names of the API', () => {
    expect(
      deskSearchOf({
        level: ['red', 'orange'],
        unit: '',
        open: true,
        owner: 'me',
        order: 'due',
        view: 'mine',
        up_to: 12,
        place: '-12/0',
      }),
    ).toEqual({
      level: ['orange', 'red'],
      unit: [''],
      open: true,
      owner: 'me',
      order: 'due',
      view: 'mine',
      up_to: 12,
      place: '-12/0',
    })
  })

  test('loses what it cannot mean instead of failing', () => {
    expect(
      deskSearchOf({
        level: ['purple'],
        open: 'perhaps',
        owner: 'li',
        order: 'names',
        text: '张三',
        up_to: 'x',
        since: '',
        region: [{}],
      }),
    ).toEqual({})
  })

  test('is bare where nothing is asked', () => {
    expect(isBare(deskSearchOf({ place: '-1/0', up_to: 1 }))).toBe(true)
    expect(isBare(deskSearchOf({ view: 'open' }))).toBe(false)
  })
})

describe('a filter', () => {
  test('is the same whatever the order of its fields and values', () => {
    const one = deskFilterOf({ open: true, level: ['red', 'blue'] })
    expect(isSameFilter(one, deskFilterOf({ level: ['blue', 'red'], open: 'true' }))).toBe(true)
    expect(isSameFilter(one, deskFilterOf({ level: ['blue'], open: true }))).toBe(false)
  })

  test('gets and loses a value', () => {
    const one = toggled({}, 'level', 'red')
    expect(one).toEqual({ level: ['red'] })
    expect(toggled(one, 'level', 'blue')).toEqual({ level: ['blue', 'red'] })
    expect(toggled(one, 'level', 'red')).toEqual({})
  })

  test('comes back from a saved view as it was', () => {
    const filter = deskFilterOf({ open: true, unit: [''], owner: 'me', level: ['red', 'blue'] })
    const saved = filtersOfView(filter)
    expect(saved).toEqual({ open: ['true'], unit: [''], owner: ['me'], level: ['blue', 'red'] })
    expect(deskFilterOf(saved)).toEqual(filter)
  })
})
