import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { settingLines } from '@jianwei/services/cli/settings.ts'
import { describedSettings } from '@jianwei/services/composition/described-settings.ts'
import { settingsDocument } from '@jianwei/services/composition/settings-document.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const LAUNCHER = join(ROOT, 'services/cli/jianwei.js')

test('docs/settings.md is what the definitions say: run npm run docs:settings', () => {
  expect(readFileSync(join(ROOT, 'docs/settings.md'), 'utf8')).toBe(settingsDocument())
})

test('every variable of the environment that the program reads is described', () => {
  const names = new Set<string>()
  for (const folder of ['events', 'projections', 'infra', 'services']) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (
        !['.js', '.ts'].includes(extname(file)) ||
        file.endsWith('.test.ts') ||
        file.includes('node_modules') ||
        // It runs in a browser; its build reads settings of developers only.
        join(folder, file).startsWith('services/web/')
      )
        continue
      const source = readFileSync(join(ROOT, folder, file), 'utf8')
      // `env.NAME`, `env['NAME']`, and what is taken out of `process.env` by its pattern.
      for (const [, name = ''] of source.matchAll(/\benv(?:\.|\[')([A-Z][A-Z0-9_]+)/g))
        names.add(name)
    }
  }
  const described = describedSettings.map(({ name }) => name)
  expect([...names].filter((name) => !described.includes(name))).toEqual([])
  expect(names).toContain('UV_THREADPOOL_SIZE')
})

describe('jianwei settings', () => {
  test('shows what is set and what is not, and no password', () => {
    const lines = settingLines('start', {
      PORT: '9000',
      KAFKA_SASL_PASSWORD: 'swordfish',
      WAREHOUSE_URL: 'https://jianwei:sword@fish@host:8123/x',
      KAFKA_BROKER: 'host:9092',
      LOG_PASSWORD_FILE: '/run/secrets/log',
    })
    const text = lines.join('\n')
    expect(text).not.toMatch(/swordfish|sword@fish|:sword/)
    expect(text).toMatch(/^PORT +9000 +set /m)
    expect(text).toMatch(/^LOG_LEVEL +warn +default /m)
    expect(text).toMatch(/^KAFKA_SASL_PASSWORD +\(hidden\) +set /m)
    expect(text).toMatch(/^LOG_PASSWORD +\(in \/run\/secrets\/log\) +file /m)
    expect(text).toMatch(/^WAREHOUSE_URL +https:\/\/\(hidden\)@host:8123\/x +set /m)
    expect(lines.at(-1)).toBe(
      '? KAFKA_BROKER is set, but there is no such setting: did you mean KAFKA_BROKERS?',
    )
  })

  test('as a command shows all of them, names what cannot be used, and what is misspelt', () => {
    const env = { PATH: process.env['PATH'], PORT: 'many', RULE_PUBLISHED: 'all' }
    const run = spawnSync(process.execPath, [LAUNCHER, 'settings'], { encoding: 'utf8', env })
    expect(run.status).toBe(1)
    expect(run.stdout.split('\n').length).toBeGreaterThan(15)
    expect(run.stderr).toContain('Configuration refused\n  PORT: ')
    expect(run.stderr).toContain(
      'RULE_PUBLISHED is set, but there is no such setting: did you mean RULES_PUBLISHED?',
    )
    expect(run.stderr).not.toContain('many')
  })
})
