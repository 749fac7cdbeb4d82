import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import words from '#/language/zh/words.json' with { type: 'json' }
import { actorSaid } from '#/parts/actor.ts'

test.each([
  ['zhang.san@example', 'zhang.san@example'],
  ['demonstration:analyst', '演示（分析人员）'],
  ['local:administrator', '本机管理员'],
  ['jianwei:packs', '系统（自带规则）'],
  ['jianwei:new-part', '系统（new-part）'],
])('%s is called %s', async (actor, said) => {
  const language = createInstance()
  await language.init({ lng: 'zh', defaultNS: 'words', resources: { zh: { words } } })
  expect(actorSaid(actor, language.getFixedT('zh', 'words'))).toBe(said)
})
