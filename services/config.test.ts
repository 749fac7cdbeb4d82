import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigRefused, readConfig } from '#/config.ts'

test('an empty environment runs on a laptop', () => {
  expect(readConfig({})).toEqual({
    data_dir: resolve('data'),
    log_path: resolve('data/log.db'),
    warehouse_path: resolve('data/warehouse'),
    host: '127.0.0.1',
    port: 8080,
    log_level: 'warn',
    example_data: 'load',
    mappings_dir: null,
  })
})

test('the log and the warehouse lie in the data folder unless their URLs say otherwise', () => {
  const config = readConfig({ JIANWEI_DATA: '/srv/jianwei', WAREHOUSE_URL: 'chdb:/fast/warehouse' })
  expect(config.log_path).toBe('/srv/jianwei/log.db')
  expect(config.warehouse_path).toBe('/fast/warehouse')
})

test('a variable that is set to nothing counts as not set', () => {
  expect(readConfig({ PORT: '', LOG_URL: '' }).port).toBe(8080)
})

test('every problem is reported at once, by name and without the value', () => {
  const refuse = (): unknown => readConfig({ PORT: '70000', LOG_URL: 'postgres://secret', LOG_LEVEL: 'loud' })
  expect(refuse).toThrow(ConfigRefused)
  expect(refuse).toThrow(/LOG_URL: expected sqlite:<path>[^]*PORT[^]*LOG_LEVEL/)
  expect(refuse).not.toThrow(/secret|70000|loud/)
})

test('the highest port is taken and one past it is refused', () => {
  expect(readConfig({ PORT: '65535' }).port).toBe(65_535)
  expect(() => readConfig({ PORT: '65536' })).toThrow(ConfigRefused)
})
