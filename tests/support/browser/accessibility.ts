import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

interface AxeFound extends Pick<AxeResults, 'violations'> {
  /** How many rules hold somewhere on the page. */
  readonly passes: number
}

/** WCAG 2.2 AA is all of these. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * Holds that axe finds nothing on the page as it is now that breaks WCAG 2.2 AA. `name` says which
 * state of the page it is, for the message.
 */
export async function expectNoAxeViolations(page: Page, name: string): Promise<void> {
  await page.evaluate(axe.source)
  const options = JSON.stringify({
    runOnly: { type: 'tag', values: RULES },
    // What is well is counted, and not described: a list has thousands of such places.
    resultTypes: ['violations'],
  })
  const { violations, passes } = await page.evaluate<AxeFound>(
    `axe.run(document, ${options}).then(({ violations, passes }) =>
      ({ violations, passes: passes.length }))`,
  )
  // A page that is still empty breaks no rule.
  expect(passes, `${name}: axe had nothing to look at`).toBeGreaterThan(0)
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary}`,
    ),
  )
  expect(found, `${name} breaks WCAG 2.2 AA:\n${found.join('\n')}\n`).toEqual([])
}
