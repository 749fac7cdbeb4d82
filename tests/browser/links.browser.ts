import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { expectNoAxeViolations } from '#/support/browser/accessibility.ts'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { newSubject, readAs, reportFacts } from '#/support/browser/reported-facts.ts'
import { eventually } from '#/support/hang.ts'

inEachKernel((bench) => {
  test('a regulator sees what a shop may be, links it, undoes that, and it is not proposed again', async () => {
    const brand = nameOf(randomUUID())
    const [shop, firm] = [newSubject(), newSubject()]
    const [origin, token] = [inject('consoleOrigin'), inject('consoleToken')]
    await reportFacts(origin, token, [
      {
        type: 'SubjectRegistered',
        subject: firm,
        time: '2020-01-01T00:00:00Z',
        data: {
          name: `宁波${brand}餐饮管理有限公司`,
          subject_type: 'enterprise',
          address_operating: '宁波市江北区人民路18号',
        },
      },
      {
        type: 'ComplaintReceived',
        subject: shop,
        time: '2026-03-01T00:00:00Z',
        data: { respondent_name: `${brand}火锅店`, respondent_address: '人民路18号' },
      },
    ])
    await eventually(
      async () => {
        const address = `/v1/subjects/${encodeURIComponent(shop)}/links`
        const links = await readAs<{ items: readonly unknown[] }>(origin, token, address)
        return links?.items.length === 1 ? true : undefined
      },
      () => `no link of ${shop} was proposed`,
    )

    const list = await bench.open({ path: '/subjects', role: 'regulator' })
    await list.getByRole('link', { name: '待关联的对象' }).click()
    await list.getByRole('heading', { name: '待关联', exact: true }).waitFor()
    const card = list.locator('.link-card').filter({ hasText: firm })
    await card.getByText('字号相同').waitFor()
    await expectNoAxeViolations(list, 'the links that are proposed')
    await card.getByRole('link').first().click()

    await list.getByRole('heading', { name: '对象关联' }).waitFor()
    const link = list.locator('.link-card')
    await link.getByRole('button', { name: '确认关联' }).click()
    await link.getByRole('button', { name: '确认关联' }).click()
    await link.getByText('请填写理由').waitFor()
    await link.getByLabel('理由（记录在案）').fill('现场核对营业执照')
    await link.getByRole('button', { name: '确认关联' }).click()
    await link.getByText('已关联').waitFor()
    await expectNoAxeViolations(list, 'a link that was confirmed')
    await untilComplaints(1, firm)
    await untilComplaints(0, shop)

    await link.getByRole('button', { name: '解除关联' }).click()
    await link.getByLabel('理由（记录在案）').fill('系同名另一店铺')
    await link.getByRole('button', { name: '解除关联' }).click()
    await link.getByText('已解除关联').waitFor()
    await untilComplaints(0, firm)
    await untilComplaints(1, shop)

    const english = await bench.open({
      path: '/link-proposals',
      role: 'analyst',
      language: 'en',
    })
    await english.getByRole('heading', { name: 'Links proposed' }).waitFor()
    expect(await english.locator('.link-card').filter({ hasText: firm }).count()).toBe(0)
  })
})

/** Of a shop that no other test names. */
function nameOf(id: string): string {
  const characters = Array.from('蜀香园渔家灶江湖老陈记海福临德金鼎荣华')
  return Array.from(id.slice(0, 4), (digit) => characters[Number.parseInt(digit, 16)]).join('')
}

/** Waits until so many complaints count for a subject. */
async function untilComplaints(count: number, subject: string): Promise<void> {
  interface Subject {
    readonly activity: readonly { readonly type: string; readonly facts: number }[]
  }
  const address = `/v1/subjects/${encodeURIComponent(subject)}`
  const [origin, token] = [inject('consoleOrigin'), inject('consoleToken')]
  await eventually(
    async () => {
      const found = await readAs<Subject>(origin, token, address)
      const ofType = found?.activity.find(({ type }) => type === 'ComplaintReceived')
      return (ofType?.facts ?? 0) === count ? true : undefined
    },
    () => `not ${count} complaints about ${subject}`,
  )
}
