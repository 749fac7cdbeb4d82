import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { readConfig } from '#/all-in-one/config.ts'
import { SETTINGS_OF } from '#/composition/described-settings.ts'
import { readSentinelConfig } from '#/sentinel/config.ts'
import { fileVariable, givenVariables, mayBeSecret } from '#/settings/secret-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'jianwei-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let made = 0
function fileWith(content: string): string {
  const path = join(folder, `secret-${(made += 1)}`)
  writeFileSync(path, content)
  return path
}

/** What a person may type or a machine may make; a file cannot end with a line break of its own. */
const anyPassword = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((text) => !/[\r\n\0]/.test(text) && text.isWellFormed())

describe('every setting that may be a secret', () => {
  const secrets = Object.entries(SETTINGS_OF).flatMap(([process, shape]) =>
    Object.entries(shape as z.ZodRawShape)
      .filter(([, field]) => mayBeSecret((field as z.ZodType).meta() ?? {}))
      .map(([name]) => ({ process, shape: shape as z.ZodRawShape, name })),
  )

  test('is one of these', () => {
    expect([...new Set(secrets.map(({ name }) => name))].toSorted()).toEqual([
      'JIANWEI_TOKEN',
      'KAFKA_SASL_PASSWORD',
      'LOG_PASSWORD',
      'LOG_URL',
      'OIDC_CLIENT_SECRET',
      'SMTP_PASSWORD',
      'SMTP_URL',
      'WAREHOUSE_PASSWORD',
      'WAREHOUSE_URL',
    ])
  })

  test.each(secrets)('$name of $process is read from a file', ({ shape, name }) => {
    const path = fileWith('a "secret" with spaces \n')
    expect(givenVariables(shape, { [fileVariable(name)]: path })).toEqual({
      given: { [fileVariable(name)]: path, [name]: 'a "secret" with spaces ' },
      problems: [],
    })
  })
})

test('what a file does not give is said by name, without the content of another', () => {
  const env = {
    KAFKA_SASL_PASSWORD: 'swordfish',
    KAFKA_SASL_PASSWORD_FILE: fileWith('pike'),
    LOG_URL_FILE: join(folder, 'absent'),
    SMTP_PASSWORD_FILE: fileWith('\n'),
    OIDC_CLIENT_SECRET_FILE: folder,
    WAREHOUSE_URL_FILE: fileWith('x'.repeat(64 * 1024 + 1)),
  }
  const read = (): unknown => readConfig(env)
  expect(read).toThrow('KAFKA_SASL_PASSWORD_FILE: KAFKA_SASL_PASSWORD is set too; give one of them')
  expect(read).toThrow(`LOG_URL_FILE: ${join(folder, 'absent')} cannot be read (ENOENT)`)
  expect(read).toThrow(/SMTP_PASSWORD_FILE: .+ is empty/)
  expect(read).toThrow(/OIDC_CLIENT_SECRET_FILE: .+ cannot be read \(EISDIR\)/)
  expect(read).toThrow(/WAREHOUSE_URL_FILE: .+ is larger than 65536 bytes/)
  expect(read).not.toThrow(/swordfish|pike|xxx/)
})

test('an address in a file is checked as one in a variable, and not repeated', () => {
  const read = (): unknown => readConfig({ LOG_URL_FILE: fileWith('postgres://me:secret@host\n') })
  expect(read).toThrow('LOG_URL: expected sqlite:<path>')
  expect(read).not.toThrow('secret')
})

describe('user and password beside the address', () => {
  test('any password reaches the warehouse and the log as it is', () => {
    fc.assert(
      fc.property(anyPassword, anyPassword, (user, password) => {
        const { warehouse, log } = readSentinelConfig({
          WAREHOUSE_URL: 'https://clickhouse:8443/jianwei?cluster=main',
          WAREHOUSE_USER: user,
          WAREHOUSE_PASSWORD_FILE: fileWith(password),
          LOG_URL: 'kurrentdb://one:2113,two:2113?tls=true',
          LOG_USER: user,
          LOG_PASSWORD_FILE: fileWith(`${password}\n`),
        })
        expect(warehouse).toMatchObject({
          url: 'https://clickhouse:8443',
          username: user,
          password,
        })
        if (log.engine === 'sqlite') return expect.unreachable()
        const [, named = '', word = '', rest] =
          /^kurrentdb:\/\/([^:@/?]+):([^:@/?]+)@(.*)$/.exec(log.url) ?? []
        expect(rest).toBe('one:2113,two:2113?tls=true')
        expect([decodeURIComponent(named), decodeURIComponent(word)]).toEqual([user, password])
      }),
      { numRuns: 100 },
    )
  })

  test('a password reaches the server for mail as it is', () => {
    const env = { SMTP_URL: 'smtp://mail:587', SMTP_USER: 'me', SMTP_PASSWORD: 'a/b@c:d%' }
    expect(readConfig(env).notices.mail?.url).toBe('smtp://me:a%2Fb%40c%3Ad%25@mail:587')
  })

  test.each([
    [{ LOG_USER: 'me' }, 'LOG_USER: LOG_URL names no server'],
    [
      { LOG_URL: 'sqlite:/x', LOG_USER: 'me', LOG_PASSWORD: 'p' },
      'LOG_PASSWORD: LOG_URL names no server',
    ],
    [{ LOG_URL: 'esdb://host', LOG_USER: 'me' }, 'LOG_PASSWORD: needed with LOG_USER'],
    [{ LOG_URL: 'esdb://host', LOG_PASSWORD: 'p' }, 'LOG_USER: needed with LOG_PASSWORD'],
    [
      { LOG_URL: 'esdb://me:p@host', LOG_USER: 'me', LOG_PASSWORD: 'p' },
      'LOG_USER: LOG_URL holds a user already; give one of them',
    ],
    [
      { WAREHOUSE_URL: 'chdb:/x', WAREHOUSE_PASSWORD: 'p' },
      'WAREHOUSE_PASSWORD: WAREHOUSE_URL names no server',
    ],
    [{ SMTP_USER: 'me', SMTP_PASSWORD: 'p' }, 'SMTP_USER: SMTP_URL names no server'],
  ])('%o is refused', (env, problem) => {
    expect(() => readConfig(env)).toThrow(problem)
  })

  test('a ClickHouse user may have no password', () => {
    const { warehouse } = readConfig({ WAREHOUSE_URL: 'http://one:8123', WAREHOUSE_USER: 'me' })
    expect(warehouse).toMatchObject({ username: 'me', password: '' })
  })
})
