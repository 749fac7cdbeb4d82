import { expect, test } from 'vitest'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { answerOf } from '#/support/browser/observation.ts'

inEachKernel((bench) => {
  test('a further page that fails is not asked for again, is said, and is read when somebody asks', async () => {
    const page = await bench.open({
      path: '/history',
      role: 'regulator',
      expected: [answerOf(500, '/v1/facts/search')],
    })
    let asked = 0
    let fails = true
    await page.route('**/v1/facts/search', (route) => {
      const isFurther = route.request().postData()?.includes('"cursor":"') === true
      if (!isFurther || !fails) return route.continue()
      asked += 1
      return route.fulfill({ status: 500, json: { code: 'FAILED', title: '', status: 500 } })
    })
    await page.reload()
    const list = page.getByRole('group', { name: '检索结果' })
    await list.getByRole('listitem').first().waitFor()
    await list.focus()
    await page.keyboard.press('End')
    await page.getByRole('alert').getByText('服务器未受理').waitFor()
    // The page before it was loaded anew may have asked as well.
    const before = asked
    for (const key of ['Home', 'End', 'Home', 'End']) await page.keyboard.press(key)
    expect(asked).toBe(before)
    fails = false
    await page.getByRole('button', { name: '重试' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })
})
