import { describe, expect, inject, test } from 'vitest'
import { browserBench } from '#/support/browser/browser-bench.ts'
import { currentKernel } from '#/support/browser/kernels.ts'
import { operationsOf, type ApiDocument } from '#/support/server/api-document.ts'

// Swagger's page needs Chromium 93; it is for engineers, whose browsers are their own.
const kernel = currentKernel()

describe.skipIf(kernel.missing !== null)(kernel.name, () => {
  const bench = browserBench(kernel)

  test('the reference shows every operation and asks nobody but this server', async () => {
    const page = await bench.open({ path: '/docs/', viewport: { width: 1280, height: 1600 } })
    await page.locator('.opblock').first().waitFor()

    const answer = await fetch(`${inject('consoleOrigin')}/openapi.json`)
    const document = (await answer.json()) as ApiDocument
    // A long reference is drawn as far as it is looked at.
    const drawn = new Set<string>()
    const lookOn = async (): Promise<number> => {
      const ids = await page.locator('.opblock').evaluateAll((all) => all.map(({ id }) => id))
      for (const id of ids) drawn.add(id)
      await page.mouse.wheel(0, 1_000)
      return drawn.size
    }
    await expect.poll(lookOn).toBe(operationsOf(document).length)

    await page.locator('#operations-operation-get_health_ready .opblock-summary-control').click()
    await page.getByText('Retry-After', { exact: false }).first().waitFor()
  })
})
