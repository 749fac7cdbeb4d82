import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { inEachKernel } from '#/support/browser/in-each-kernel.ts'
import { Gate } from '#/support/faults/gate.ts'

const TABS = 10

/** Through it the browsers come to the console, so that the network can be taken from them. */
let gate: Gate
beforeAll(async () => {
  gate = await Gate.open()
  gate.leadTo(Number(new URL(inject('consoleOrigin')).port))
})
afterAll(() => gate[Symbol.asyncDispose]())

inEachKernel(
  (bench) => {
    test('ten tabs are live by one stream, and none of them hangs', async () => {
      // Those of earlier tests end a moment after their browsers.
      await expect.poll(streamsOpen).toBe(0)
      const first = await bench.open({ path: '/', role: 'regulator' })
      await first.getByRole('status').getByText('实时').waitFor()
      expect(await streamsOpen()).toBe(1)
      const tabs = [first]
      while (tabs.length < TABS) {
        const tab = await first.context().newPage()
        await tab.goto(first.url())
        tabs.push(tab)
      }
      for (const tab of tabs) {
        await tab.getByRole('status').getByText('实时').waitFor()
        await tab.getByRole('heading', { level: 1 }).waitFor()
      }
      expect(await streamsOpen()).toBe(1)
      await first.close()
      await tabs[1]!.reload()
      await tabs[1]!.getByRole('status').getByText('实时').waitFor()
      await expect.poll(streamsOpen).toBe(1)
    })

    test('without a network it says so, and is live again by itself', async () => {
      const page = await bench.open({
        path: '/',
        role: 'regulator',
        expected: [/net::ERR_|Failed to fetch/],
      })
      const status = page.getByRole('status')
      await status.getByText('实时').waitFor()
      await page.getByRole('heading', { name: '工作台' }).waitFor()
      await gate.close()
      await status.getByText('未连接').waitFor()
      await gate.reopen()
      await status.getByText('实时').waitFor()
      await page.getByRole('heading', { name: '工作台' }).waitFor()
    })
  },
  () => `http://127.0.0.1:${gate.port}`,
)

/** Streams of alerts that the server has open, whoever listens. */
async function streamsOpen(): Promise<number> {
  const answer = await fetch(`${inject('consoleOrigin')}/metrics`)
  const text = await answer.text()
  const [, open] = /^jianwei_streams_open\S* (\d+)/m.exec(text) ?? []
  if (open === undefined) throw new TypeError(`no number of streams is told:\n${text}`)
  return Number(open)
}
