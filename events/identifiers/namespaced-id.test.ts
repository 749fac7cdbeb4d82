import { expect, test } from 'vitest'
import {
  isPlatformSubject,
  PLATFORM_NAMESPACES,
  platformSubject,
} from '#/identifiers/namespaced-id.ts'
import { parseSubjectId } from '#/identifiers/subject-id.ts'

test.each(PLATFORM_NAMESPACES)(
  '%s: names subjects of the platform, which are subject ids like others',
  (namespace) => {
    const subject = platformSubject(namespace, 'a')
    expect(subject).toBe(`${namespace}:a`)
    expect(isPlatformSubject(subject)).toBe(true)
    expect(parseSubjectId(subject)).toMatchObject({ ok: true, value: subject })
  },
)

test.each([
  '91330100799655058B',
  'reg:110108000000016',
  'tw-epa:group:1',
  'groups:1',
  'group',
  '',
  ':group',
])('%j is no subject of the platform', (subject) => {
  expect(isPlatformSubject(subject)).toBe(false)
})
