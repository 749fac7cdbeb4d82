import { expect, test } from 'vitest'
import { runJianwei } from '#/support/program/run-jianwei.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

const WHO = ['--actor', 'setup', '--reason', 'first administrator']

test('accounts, roles, keys and topics are kept by commands, before any program runs', async () => {
  await using folder = await temporaryFolder('access-commands')
  const env = { JIANWEI_DATA: folder.path }
  const say = async (...args: readonly string[]): Promise<string> => {
    const { code, output } = await runJianwei(args, env)
    return `${code} ${output.trim()}`
  }
  expect(await say('account', 'open', 'lin', ...WHO)).toBe('0 lin  person  open')
  expect(await say('account', 'grant', 'lin', '--role', 'administrator', ...WHO)).toBe(
    '0 lin  person  open\n  administrator',
  )
  expect(await say('account', 'grant', 'lin', '--role', 'auditor', ...WHO)).toMatch(
    /^1 lin is administrator: who has system, security or audit duties/,
  )
  expect(await say('account', 'invite', 'lin', ...WHO)).toMatch(/^0 jwl_[\w-]{43}\nsets one /)
  expect(await say('account', 'open', 'feed', '--kind', 'service', ...WHO)).toMatch(/^0 feed/)
  const scope = ['--sources', 'urn:example:a,urn:example:b*', '--types', 'ComplaintReceived']
  const issued = await say('key', 'issue', 'feed', ...scope, '--regions', '350100', ...WHO)
  const [, key_id = ''] = /^0 jwk_([0-9a-f]{12})_[\w-]{43}\nkey /.exec(issued) ?? []
  expect(await say('key', 'rotate', 'feed', key_id, '--overlap', '24', ...WHO)).toMatch(/^0 jwk_/)
  expect(await say('key', 'revoke', 'feed', key_id, ...WHO)).toContain(`key ${key_id} revoked`)
  expect(await say('key', 'issue', 'lin', ...scope, ...WHO)).toMatch(/^1 .*keys are for services/)
  expect(await say('topic', 'bind', 'feed', 'feed.', ...scope, ...WHO)).toContain('topics feed.*')
  await say('account', 'open', 'other', '--kind', 'service', ...WHO)
  expect(await say('topic', 'bind', 'other', 'feed.', ...scope, ...WHO)).toMatch(
    /^1 topics of feed\. belong to feed/,
  )
  expect(await say('topic', 'bind', 'other', 'No Prefix', ...scope, ...WHO)).toMatch(/^1 value: /)
  expect(await say('account', 'list')).toMatch(/feed {2}service[^]*lin {2}person[^]*other/)
  expect(await say('token')).toMatch(/^1 .*holds no token/)
})
