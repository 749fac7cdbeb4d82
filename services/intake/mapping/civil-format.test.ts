import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areAmbiguous, civilTimeReader, formatProblem } from '#/intake/mapping/civil-format.ts'
import { instantReader } from '#/intake/mapping/civil-time.ts'

const shown = (text: string, format: string, pivot?: number): string | undefined => {
  const civil = civilTimeReader(format, pivot)(text)
  if (civil === undefined) return undefined
  const { year, month, day, hour, minute, second } = civil
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`
}

test.each([
  ['3/7/2024', 'M/D/YYYY', '2024-3-7 0:0:0'],
  ['12/31/2024', 'M/D/YYYY', '2024-12-31 0:0:0'],
  ['26-JUL-13', 'DD-MMM-YY', '2013-7-26 0:0:0'],
  ['26-Jul-13', 'DD-MMM-YY', '2013-7-26 0:0:0'],
  ['2024年3月7日', 'YYYY年M月D日', '2024-3-7 0:0:0'],
  ['民國113年3月7日', '民國ROC年M月D日', '2024-3-7 0:0:0'],
  ['1130307', 'ROCMMDD', '2024-3-7 0:0:0'],
  ['990307', 'ROCMMDD', '2010-3-7 0:0:0'],
  ['2024-03-07 9:05', 'YYYY-MM-DD H:mm', '2024-3-7 9:5:0'],
  ['2024-03-07 24:00', 'YYYY-MM-DD HH:mm', '2024-3-7 24:0:0'],
  ['2024-03-07 24:01', 'YYYY-MM-DD HH:mm', undefined],
  ['Day 07.03.2024', '[Day] DD.MM.YYYY', '2024-3-7 0:0:0'],
  ['26-XYZ-13', 'DD-MMM-YY', undefined],
  ['1', 'excel', '1900-1-1 0:0:0'],
  ['59', 'excel', '1900-2-28 0:0:0'],
  ['60', 'excel', undefined],
  ['61', 'excel', '1900-3-1 0:0:0'],
  ['45358', 'excel', '2024-3-7 0:0:0'],
  ['45358.75', 'excel', '2024-3-7 18:0:0'],
  ['45358.999999', 'excel', '2024-3-8 0:0:0'],
  ['0', 'excel', undefined],
  ['-5', 'excel', undefined],
  ['999999', 'excel', undefined],
] as const)('%s as %s is %s', (text, format, expected) => {
  expect(shown(text, format)).toBe(expected)
})

test.each([
  ['69', 1970, 2069],
  ['70', 1970, 1970],
  ['13', 2013, 2013],
  ['12', 2013, 2112],
  ['00', 1950, 2000],
])('two digits %s with the pivot %d are the year %d', (text, pivot, year) => {
  expect(civilTimeReader('YY-MM-DD', pivot)(`${text}-01-02`)?.year).toBe(year)
})

test('24:00 is the beginning of the next day in every zone', () => {
  const civil = civilTimeReader('YYYY-MM-DD HH:mm')('2024-12-31 24:00')
  expect(civil && instantReader('Asia/Shanghai')(civil)).toBe('2024-12-31T16:00:00.000Z')
})

test('what is not a format says why', () => {
  expect(formatProblem('DD.MM.YYYY HH:mm', 'date')).toBeUndefined()
  expect(formatProblem('excel', 'date')).toBeUndefined()
  expect(formatProblem('HH:mm', 'time')).toBeUndefined()
  expect(formatProblem('MM/YYYY', 'date')).toContain('no year, month or day')
  expect(formatProblem('YYYY-MM-DD DD', 'date')).toContain('twice')
  expect(formatProblem('YYYY-MMM-MM-DD', 'date')).toContain('twice')
  expect(formatProblem('YYYYMD', 'date')).toContain('end is open')
  expect(formatProblem('YYYY-MM-DD HH:mm', 'time')).toContain('no date')
  expect(formatProblem('mm:ss', 'time')).toContain('no hour')
})

test('formats of one column that read a text differently are found', () => {
  expect(areAmbiguous('M/D/YYYY', 'D/M/YYYY', 1970)).toBe(true)
  expect(areAmbiguous('YY-MM-DD', 'DD-MM-YY', 1970)).toBe(true)
  expect(areAmbiguous('YYYY-MM-DD', 'YYYY-M-D', 1970)).toBe(false)
  expect(areAmbiguous('YYYY-MM-DD', 'YYYY年M月D日', 1970)).toBe(false)
})

test('every day that exists comes back from every way of writing it', () => {
  const day = fc.date({
    min: new Date('1912-01-01'),
    max: new Date('2299-12-31'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(day, (date) => {
      const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
      const expected = `${y}-${m}-${d} 0:0:0`
      const serial = Math.floor(date.getTime() / 86_400_000) + 25_569
      expect(shown(`${m}/${d}/${y}`, 'M/D/YYYY')).toBe(expected)
      expect(shown(`民國${y - 1911}年${m}月${d}日`, '民國ROC年M月D日')).toBe(expected)
      expect(shown(String(serial), 'excel')).toBe(expected)
    }),
  )
})
