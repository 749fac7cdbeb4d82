import { expect, test } from 'vitest'
import { filesEndingIn, isTestCode, readSource } from '#/support/source-tree.ts'

/** Errors that are turned into another, or into an answer, before anybody is told. */
const NEVER_TOLD = new Set([
  // An HTTP problem, with what the answer says.
  'RequestRefused',
  // Of adapters: what leaves them is the error of their port.
  'AnswerFailed',
  'BatchTooLarge',
  // A statement of the program's own that asks for what blocks do not hold.
  'BlockUnreadable',
  'EngineUnreachable',
])

test('every error that the program names is a DomainError, so that whoever is told need not know it', () => {
  const classes = filesEndingIn('.ts')
    .filter((path) => !isTestCode(path))
    .flatMap((path) =>
      [...readSource(path).text.matchAll(/^(?:export )?(?:abstract )?class (\w+) extends (\w+)/gm)]
        .filter(([, name = '', base = '']) => base.endsWith('Error') || name.endsWith('Error'))
        .map(([, name = '', base = '']) => ({ path, name, base })),
    )
  expect(classes.length).toBeGreaterThan(40)
  expect(
    classes.filter(
      ({ name, base }) => base === 'Error' && name !== 'DomainError' && !NEVER_TOLD.has(name),
    ),
    'extend DomainError of events/errors.ts, or say here what it is turned into',
  ).toEqual([])
  const named = new Set(classes.map(({ name }) => name))
  expect([...NEVER_TOLD].filter((name) => !named.has(name))).toEqual([])
})
