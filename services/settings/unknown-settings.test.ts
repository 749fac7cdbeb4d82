import { expect, test } from 'vitest'
import { describedSettings, variablesOf } from '#/composition/described-settings.ts'
import { unknownSettings, wordsOfUnknown } from '#/settings/unknown-settings.ts'

const known = variablesOf(describedSettings)
const meant = (name: string) => unknownSettings({ [name]: 'x' }, known)

test.each([
  ['KAFKA_BROKER', 'KAFKA_BROKERS'],
  ['RULE_PUBLISHED', 'RULES_PUBLISHED'],
  ['JIANWEI_DTAA', 'JIANWEI_DATA'],
  ['jianwei_data', 'JIANWEI_DATA'],
  ['WAREHOUSE_ULR', 'WAREHOUSE_URL'],
  ['LOG_LEVLE', 'LOG_LEVEL'],
  ['EXAMPLES_DATA', 'EXAMPLE_DATA'],
  ['LOG_URI', 'LOG_URL'],
  ['KAFKA_BROKERS_FILE', 'KAFKA_BROKERS'],
  ['KAFKA_SASL_PASWORD_FILE', 'KAFKA_SASL_PASSWORD_FILE'],
  ['JIANWEI_COLOUR', null],
])('%s is named, with %s as what was meant', (name, setting) => {
  expect(meant(name)).toEqual([{ name, meant: setting }])
})

test.each([
  'PATH',
  'HOSTNAME',
  'POST',
  'HOSTS',
  'LOGNAME',
  'KAFKA_HEAP_OPTS',
  'JIANWEI_SERVER_SERVICE_HOST',
  'JIANWEI_SERVER_PORT_8080_TCP_ADDR',
  'JIANWEI_SERVER_PORT',
  'JIANWEI_LAUNCHER',
  'JIANWEI_DATA',
  'JIANWEI_TOKEN_FILE',
])('%s is none of our business, or known', (name) => {
  expect(meant(name)).toEqual([])
})

test('an empty variable is not set', () => {
  expect(unknownSettings({ JIANWEI_COLOUR: '' }, known)).toEqual([])
})

test('the sentence names both', () => {
  expect(meant('KAFKA_BROKER').map(wordsOfUnknown)).toEqual([
    'KAFKA_BROKER is set, but there is no such setting: did you mean KAFKA_BROKERS?',
  ])
})
