import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from '#/all-in-one/config.ts'
import { ConfigRefused } from '#/settings/settings.ts'

test('an empty environment runs on a laptop', () => {
  expect(readConfig({})).toEqual({
    data_dir: resolve('data'),
    log: { engine: 'sqlite', path: resolve('data/log.db') },
    warehouse: { engine: 'chdb', folder: resolve('data/warehouse') },
    bus: null,
    host: '127.0.0.1',
    port: 8080,
    slow_statement_ms: 5_000,
    log_level: 'warn',
    loop_held_ms_max: 900_000,
    console_build: 'changed',
    example_data: 'load',
    facts_held_bytes: 512_000_000,
    link_by_itself: null,
    mappings_dir: null,
    refused_kept: { source_inputs_max: 10_000, channel_inputs_max: 50_000 },
    rules_published: 'example',
    backtest_threads: availableParallelism(),
    desk: {
      evidence_dir: resolve('data/evidence'),
      evidence_bytes_max: 20_000_000,
      second_person: { levels: [], rules: [] },
    },
    notices: { hosts: [], secrets_file: resolve('data/notice-secrets.json'), mail: null },
    uploads: {
      folder: resolve('data/uploads'),
      bytes_max: 4_000_000_000,
      kept_hours: 72,
      free_bytes_min: 1_000_000_000,
    },
    identity: {
      kind: 'local',
      public_origin: null,
      oidc: null,
      session_idle_ms: 30 * 60_000,
      session_age_ms: 12 * 3_600_000,
      requests_per_minute: 6_000,
      trusted_proxies: [],
    },
  })
})

test('the log and the warehouse lie in the data folder unless their URLs say otherwise', () => {
  const config = readConfig({ JIANWEI_DATA: '/srv/jianwei', WAREHOUSE_URL: 'chdb:/fast/warehouse' })
  expect(config.log).toEqual({ engine: 'sqlite', path: '/srv/jianwei/log.db' })
  expect(config.warehouse).toEqual({ engine: 'chdb', folder: '/fast/warehouse' })
})

test('a variable that is set to nothing counts as not set', () => {
  expect(readConfig({ PORT: '', LOG_URL: '' }).port).toBe(8080)
})

test('every problem is reported at once, by name and without the value', () => {
  const refuse = (): unknown =>
    readConfig({ PORT: '70000', LOG_URL: 'postgres://secret', LOG_LEVEL: 'loud' })
  expect(refuse).toThrow(ConfigRefused)
  expect(refuse).toThrow(/LOG_URL: expected sqlite:<path>[^]*PORT[^]*LOG_LEVEL/)
  expect(refuse).not.toThrow(/secret|70000|loud/)
})

test('the highest port is taken and one past it is refused', () => {
  expect(readConfig({ PORT: '65535' }).port).toBe(65_535)
  expect(() => readConfig({ PORT: '65536' })).toThrow(ConfigRefused)
})

describe('engines that others operate', () => {
  test.each([
    ['esdb://one:2113?tls=false', 'eventstore'],
    ['esdb+discover://cluster.example', 'eventstore'],
    ['kurrentdb://one:2113,two:2113', 'kurrentdb'],
  ])('the log at %s', (url, engine) => {
    expect(readConfig({ LOG_URL: url, JIANWEI_DATA: '/srv' }).log).toEqual({
      engine,
      url,
      namespace: 'jianwei',
      index_file: '/srv/log-index.db',
      quarantine_copy: '/srv/quarantine-copy.db',
      quarantine_file: '/srv/quarantine.db',
    })
  })

  test('a ClickHouse server, and a cluster', () => {
    expect(readConfig({ WAREHOUSE_URL: 'http://one:8123' }).warehouse).toEqual({
      engine: 'clickhouse',
      url: 'http://one:8123',
      username: 'default',
      password: '',
      database: 'jianwei',
      cluster: null,
    })
    expect(
      readConfig({ WAREHOUSE_URL: 'https://me:a%40b@one:8443/risk?cluster=main' }).warehouse,
    ).toEqual({
      engine: 'clickhouse',
      url: 'https://one:8443',
      username: 'me',
      password: 'a@b',
      database: 'risk',
      cluster: 'main',
    })
    expect(() => readConfig({ WAREHOUSE_URL: 'http://one:8123/risk%20' })).toThrow(/WAREHOUSE_URL/)
  })

  test('brokers alone are enough', () => {
    expect(readConfig({ KAFKA_BROKERS: 'a:9092,b:9092' }).bus).toEqual({
      access: { brokers: ['a:9092', 'b:9092'], prefix: '', tls: false },
      partitions: 6,
      replicas: 1,
    })
  })

  test('brokers with a name and a password', () => {
    const env = {
      KAFKA_BROKERS: 'a:9093',
      KAFKA_PREFIX: 'trial.',
      KAFKA_TLS: 'true',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'jianwei',
      KAFKA_SASL_PASSWORD: 'secret',
    }
    const sasl = { mechanism: 'scram-sha-512', username: 'jianwei', password: 'secret' }
    expect(readConfig(env).bus?.access).toEqual({
      brokers: ['a:9093'],
      prefix: 'trial.',
      tls: true,
      sasl,
    })
  })

  test.each([
    [{ KAFKA_BROKERS: 'no-port' }, 'KAFKA_BROKERS'],
    [{ KAFKA_BROKERS: 'a:1', KAFKA_TLS: 'maybe' }, 'KAFKA_TLS'],
    [{ KAFKA_BROKERS: 'a:1', KAFKA_PREFIX: 'a b' }, 'KAFKA_PREFIX'],
    [
      { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_PASSWORD: 'secret' },
      'KAFKA_SASL_USERNAME',
    ],
    [{ WAREHOUSE_URL: 'http://secret:no-port' }, 'WAREHOUSE_URL'],
    [
      { WAREHOUSE_URL: 'http://me:secret@one:8123/jianwei?clustre=main' },
      'WAREHOUSE_URL: the only parameter is cluster',
    ],
    [{ WAREHOUSE_URL: 'http://me:secret%zz@one:8123' }, 'WAREHOUSE_URL: a % in user or password'],
  ])('what is wrong is named without its value', (env, variable) => {
    expect(() => readConfig(env)).toThrow(variable)
    for (const value of ['no-port', 'maybe', 'a b', 'secret'])
      expect(() => readConfig(env)).not.toThrow(value)
  })
})
