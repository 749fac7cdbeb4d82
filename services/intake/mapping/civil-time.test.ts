import { expect, test } from 'vitest'
import { civilTimeReader } from '#/intake/mapping/civil-format.ts'
import { instantReader, isTimeZone } from '#/intake/mapping/civil-time.ts'

function instantOf(text: string, format: string, zone: string): string | undefined {
  const civil = civilTimeReader(format)(text)
  return civil === undefined ? undefined : instantReader(zone)(civil)
}

test.each([
  ['2011-03-01', 'YYYY-MM-DD', 'Asia/Taipei', '2011-02-28T16:00:00.000Z'],
  ['2015-11-19 09:09:00', 'YYYY-MM-DD HH:mm:ss', 'Asia/Taipei', '2015-11-19T01:09:00.000Z'],
  ['20140701', 'YYYYMMDD', 'America/Chicago', '2014-07-01T05:00:00.000Z'],
  ['01/15/2014', 'MM/DD/YYYY', 'America/Chicago', '2014-01-15T06:00:00.000Z'],
  ['2019年04月11日', 'YYYY年MM月DD日', 'Asia/Shanghai', '2019-04-10T16:00:00.000Z'],
  ['1925-05-13', 'YYYY-MM-DD', 'Asia/Taipei', '1925-05-12T16:00:00.000Z'],
])('%s as %s in %s is %s', (text, format, zone, instant) => {
  expect(instantOf(text, format, zone)).toBe(instant)
})

test('a time that the clocks skip moves forward by the jump, one that they show twice is the first', () => {
  expect(instantOf('2014-03-09 02:30:00', 'YYYY-MM-DD HH:mm:ss', 'America/Chicago')).toBe(
    '2014-03-09T08:30:00.000Z',
  )
  expect(instantOf('2014-11-02 01:30:00', 'YYYY-MM-DD HH:mm:ss', 'America/Chicago')).toBe(
    '2014-11-02T06:30:00.000Z',
  )
})

test.each(['2014-02-29', '2014-13-01', '2014-1-1', '1899-12-31', '2300-01-01', '2014-01-01 ', ''])(
  '%j is no date',
  (text) => {
    expect(civilTimeReader('YYYY-MM-DD')(text)).toBeUndefined()
  },
)

test('zones are IANA names', () => {
  expect(isTimeZone('Asia/Taipei')).toBe(true)
  expect(isTimeZone('Mars/Base')).toBe(false)
})
