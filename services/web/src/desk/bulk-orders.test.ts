import { describe, expect, test } from 'vitest'
import { BULK_STEPS, bulkStepOf, fieldsOfBulk } from '#/desk/bulk-orders.ts'

describe('a step with many alerts', () => {
  test('is sent with its own fields alone', () => {
    const draft = { to: ' li ', reason: '分管', tag: '油烟', unit: 'u-1' }
    expect(bulkStepOf('assign', draft)).toEqual({ name: 'assign', to: 'li', reason: '分管' })
    expect(bulkStepOf('tag', draft)).toEqual({ name: 'tag', tag: '油烟' })
    expect(bulkStepOf('sign', draft)).toEqual({ name: 'sign' })
  })

  test('is not sent while a field is empty', () => {
    for (const step of BULK_STEPS.filter((one) => fieldsOfBulk(one).length > 0))
      expect(bulkStepOf(step, { reason: ' ' })).toBeUndefined()
  })
})
