import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Unreachable } from '#/api/failures.ts'
import { Asked, type AskedOf } from '#/parts/asked.tsx'

function shownOf(of: Partial<AskedOf<string>>): string {
  const asked = { data: undefined, error: null, refetch: () => undefined, ...of }
  return renderToStaticMarkup(
    createElement(Asked<string>, { of: asked, children: (data) => createElement('b', {}, data) }),
  )
}

const failure = new Unreachable('/v1/rules', { cause: new Error('the network is down') })

test('an answer that is waited for is said to be', () => {
  const shown = shownOf({})
  expect(shown).toContain('role="status"')
  expect(shown).not.toContain('role="alert"')
})

test('an answer stands alone', () => {
  expect(shownOf({ data: 'seven' })).toBe('<b>seven</b>')
})

test('where there is none, the failure is said', () => {
  const shown = shownOf({ error: failure })
  expect(shown).toContain('role="alert"')
  expect(shown).not.toContain('<b>')
})

test('an answer stays where reading it again failed, beside the failure', () => {
  const shown = shownOf({ data: 'seven', error: failure })
  expect(shown).toContain('role="alert"')
  expect(shown).toContain('<b>seven</b>')
})
