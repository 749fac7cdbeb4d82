import type { Page } from 'playwright-core'
import type { ConsolePage } from '@jianwei/tools/screenshots/pages.ts'

/** Waits until a page shows its data, and no part of it is still being loaded. */
export async function untilShown(page: Page, { ready }: ConsolePage): Promise<void> {
  await page.locator(ready).first().waitFor()
  await page.locator('.loading').first().waitFor({ state: 'detached' })
}
