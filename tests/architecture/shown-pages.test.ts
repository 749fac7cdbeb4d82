import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { PAGES } from '@jianwei/tools/screenshots/pages.ts'

/** Addresses with `$` for what changes, such as `/rules/$ruleId`. */
let routes: readonly string[]
beforeAll(async () => {
  // By its path: the console is compiled by itself, with types of a browser.
  const file = fileURLToPath(new URL('../../services/web/src/app/router.tsx', import.meta.url))
  const { router } = (await import(/* @vite-ignore */ file)) as {
    readonly router: { readonly routesByPath: Readonly<Record<string, unknown>> }
  }
  routes = Object.keys(router.routesByPath)
})

test('every route of the console has a page in the table of those that are looked at', () => {
  const shown = new Set(PAGES.map(routeOf))
  expect(routes.filter((route) => !shown.has(route))).toEqual([])
})

test('every page of the table is one of the console, and has a name of its own', () => {
  expect(PAGES.filter((page) => routeOf(page) === undefined)).toEqual([])
  expect(new Set(PAGES.map(({ name }) => name)).size).toBe(PAGES.length)
})

test('no page is ready by a title, which stands before its data', () => {
  expect(PAGES.filter(({ ready }) => /(^|\s)(h\d|main)$/.test(ready))).toEqual([])
})

/** The route of a page as the router chooses it: by its words before by what changes. */
function routeOf({ path }: { readonly path: string }): string | undefined {
  const [address = ''] = path.split('?')
  if (routes.includes(address)) return address
  const parts = address.split('/')
  return routes.find((route) => {
    const asked = route.split('/')
    return (
      asked.length === parts.length &&
      asked.every((part, index) => part.startsWith('$') || part === parts[index])
    )
  })
}
