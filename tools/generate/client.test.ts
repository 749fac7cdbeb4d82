import { join } from 'node:path'
import { expect, test } from 'vitest'
import { permissionOf } from '@jianwei/services/access/permissions.ts'
import { CLIENT_ADDRESSES } from '#/generate/client-document.ts'
import { CLIENT_FOLDER, clientFiles, textsIn } from '#/generate/client-files.ts'

test("the departments' client is current: run `npm run docs:client` if it is not", async () => {
  const [made, kept] = await Promise.all([clientFiles(), textsIn(join(CLIENT_FOLDER, 'dist'))])
  expect([...kept.keys()].sort()).toEqual([...made.keys()].sort())
  for (const [name, text] of made) expect(kept.get(name) === text, name).toBe(true)
})

test.each(Object.keys(CLIENT_ADDRESSES))('a department may ask %s', (address) => {
  const [method = '', path = ''] = address.split(' ')
  const permission = permissionOf(method, path.replaceAll(/\{(\w+)\}/g, ':$1'))
  const roles = permission?.roles ?? []
  expect(roles === 'everybody' || roles.includes('department')).toBe(true)
})
