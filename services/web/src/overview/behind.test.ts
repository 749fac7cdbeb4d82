import { expect, test } from 'vitest'
import { behind } from '#/overview/behind.ts'

test('a number of alerts leads to the desk, with its filter', () => {
  const filter = { open: ['true'], region: ['330000'], level: ['red', 'orange'] }
  expect(behind({ list: '/v1/alerts', filter })).toEqual({
    to: '/desk',
    search: { open: true, region: '330000', level: ['red', 'orange'] },
  })
})

test('no region is a value, and is kept', () => {
  expect(behind({ list: '/v1/warnings', filter: { region: [''] } })).toEqual({
    to: '/overview/warnings',
    search: { region: '' },
  })
})
