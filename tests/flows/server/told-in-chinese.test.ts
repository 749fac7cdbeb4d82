import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { cloudEvent } from '#/support/intake/cloud-events.ts'
import { intakeServer, temporaryFolder } from '#/support/intake/intake-server.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

const CHINESE = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }

let app: FastifyInstance
beforeAll(async () => {
  app = serverWithoutData()
  await app.ready()
})
afterAll(() => app.close())

test('problems are told in the language that is asked for, with the same codes and paths', async () => {
  const english = await app.inject('/v1/warnings?limit=0')
  const chinese = await app.inject({ url: '/v1/warnings?limit=0', headers: CHINESE })
  expect(english.headers).toMatchObject({ 'content-language': 'en', vary: 'accept-language' })
  expect(chinese.headers).toMatchObject({ 'content-language': 'zh-CN', vary: 'accept-language' })
  expect(english.json()).toMatchObject({ title: 'The request does not have the expected shape' })
  expect(chinese.json()).toMatchObject({
    code: 'VALIDATION_FAILED',
    status: 400,
    title: '请求的格式不符合要求',
    reasons: [{ code: 'FIELD_VALUE', path: 'query.limit', message: '过小：数值至少为 1' }],
  })
})

test('what is not there is told in Chinese, title and detail', async () => {
  const answer = await app.inject({ url: '/v1/event-types/Nothing', headers: CHINESE })
  expect(answer.json()).toMatchObject({
    title: '没有该事件类型或者版本',
    detail: '全部类型见 GET /v1/event-types',
  })
  const nowhere = await app.inject({ url: '/v1/nowhere', headers: CHINESE })
  expect(nowhere.json()).toMatchObject({ code: 'ROUTE_UNKNOWN', title: '没有这一地址' })
})

test('refused events are told in Chinese in every form, and are kept as they were said', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const { type: _, ...broken } = cloudEvent(1)
  const send = (type: string, payload: string) =>
    server.app.inject({
      method: 'POST',
      url: '/v1/events',
      headers: { ...CHINESE, 'content-type': type },
      payload,
    })
  const message = '缺少属性 type：CloudEvents 1.0 要求必填'
  const one = await send('application/cloudevents+json', JSON.stringify(broken))
  expect(one.json()).toMatchObject({ title: '输入被拒收，已留存在隔离区', reasons: [{ message }] })
  const batch = await send('application/cloudevents-batch+json', JSON.stringify([broken]))
  expect(batch.json()).toMatchObject([{ status: 'quarantined', reasons: [{ message }] }])
  const stream = await send('application/x-ndjson', JSON.stringify(broken))
  expect(stream.headers).toMatchObject({ 'content-language': 'zh-CN' })
  expect(JSON.parse(stream.body.split('\n')[0] ?? '')).toMatchObject({ reasons: [{ message }] })

  const list = await server.app.inject({ url: '/v1/quarantine', headers: CHINESE })
  expect(list.json().items[0]).toMatchObject({ reasons: [{ message }] })
  const inEnglish = await server.app.inject('/v1/quarantine')
  const said = 'the attribute type is missing: required by CloudEvents 1.0'
  expect(inEnglish.json().items[0]).toMatchObject({ reasons: [{ message: said }] })
})
