import { describe, expect, test } from 'vitest'
import {
  formatImplementationListCode,
  implementationListDepartment,
  ImplementationListCodeSchema,
  parseImplementationListCode,
} from '#/identifiers/implementation-list-code.ts'

const DEPARTMENT = '91330100799655058B'

describe('an implementation list code', () => {
  test('begins with the code of the department', () => {
    const parsed = parseImplementationListCode(`${DEPARTMENT.toLowerCase()}4330203001`)
    expect(parsed).toMatchObject({ ok: true, value: `${DEPARTMENT}4330203001` })
    if (!parsed.ok) return
    expect(implementationListDepartment(parsed.value)).toBe(DEPARTMENT)
    expect(ImplementationListCodeSchema.parse(formatImplementationListCode(parsed.value))).toBe(
      parsed.value,
    )
  })

  test.each(['1', '5', '1'.padEnd(46, '0')])('%s may follow it', (rest) => {
    expect(parseImplementationListCode(DEPARTMENT + rest).ok).toBe(true)
  })

  test.each([
    ['LIST_CODE_LENGTH', DEPARTMENT],
    ['LIST_CODE_LENGTH', DEPARTMENT + '1'.padEnd(47, '0')],
    ['LIST_CODE_ALPHABET', `${DEPARTMENT}1-2`],
    ['LIST_CODE_USCC', '91330100799655058C1'],
    ['LIST_CODE_KIND', `${DEPARTMENT}0`],
    ['LIST_CODE_KIND', `${DEPARTMENT}6`],
    ['LIST_CODE_KIND', `${DEPARTMENT}A`],
  ])('%s: refused', (code, raw) => {
    expect(parseImplementationListCode(raw)).toMatchObject({ ok: false, code })
  })
})
