import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serverWithoutData } from '@jianwei/tests/support/server/server-without-data.ts'
import {
  MAP_BYTES_MAX,
  MAP_FEATURES_MAX,
  openMap,
  readDeployedMap,
} from '#/server/map/deployed-map.ts'

/** A triangle: no place looks like it. */
const shape = (adcode: unknown, more: object = {}) => ({
  type: 'Feature',
  properties: { adcode, name: 'made up', ...more },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    ],
  },
})
const shapes = (...features: readonly object[]) =>
  JSON.stringify({ type: 'FeatureCollection', features })
const APPROVAL = {
  approval_number: '审图号：GS(2024)0650号',
  producer: '某测绘院',
  date: '2024-05-01',
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'map-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function lay(files: { readonly regions?: string; readonly map?: object | string }) {
  const { regions, map } = files
  if (regions !== undefined) await writeFile(join(folder, 'regions.geojson'), regions)
  if (map !== undefined)
    await writeFile(join(folder, 'map.json'), typeof map === 'string' ? map : JSON.stringify(map))
}

async function refused(): Promise<string> {
  const read = await readDeployedMap(folder)
  if (read.is !== 'refused') throw new TypeError(`the map is ${read.is}`)
  return read.because
}

test('an approved map is given with its number, and without what else its files say', async () => {
  await lay({ regions: shapes(shape(330000, { owner: 'x' }), shape('440000')), map: APPROVAL })
  const app = serverWithoutData({ map: await readDeployedMap(folder) })
  const answer = await app.inject('/v1/map')
  expect(answer.statusCode, answer.body).toBe(200)
  const { regions, ...approval } = answer.json()
  expect(approval).toEqual({ ...APPROVAL, approval_number: 'GS(2024)0650号' })
  expect(regions).toEqual(JSON.parse(shapes(shape('330000'), shape('440000'))))
  await app.close()
})

test('no map is no trouble', async () => {
  expect(await readDeployedMap(folder)).toEqual({ is: 'none' })
  const app = serverWithoutData()
  const answer = await app.inject('/v1/map')
  expect([answer.statusCode, answer.json()]).toEqual([200, null])
  await app.close()
})

test.each([
  ['nothing says that it was approved', {}, '审图号'],
  ['the number is empty', { map: { ...APPROVAL, approval_number: '' } }, '审图号'],
  ['the number is none', { map: { ...APPROVAL, approval_number: 'approved' } }, '审图号'],
  ['there is no number', { map: { producer: 'x', date: '2024-05-01' } }, '审图号'],
  ['nobody made it', { map: { ...APPROVAL, producer: '' } }, 'producer'],
  ['the day is none', { map: { ...APPROVAL, date: 'May' } }, 'date'],
  ['the note is no JSON', { map: '{' }, 'map.json is not JSON'],
  ['the note is too long', { map: ' '.repeat(20_000) }, 'APPROVAL_BYTES_MAX'],
  ['the shapes are no JSON', { regions: '{', map: APPROVAL }, 'regions.geojson is not JSON'],
  ['a code is unknown', { regions: shapes(shape('999999')), map: APPROVAL }, 'adcode'],
  [
    'there are too many',
    { regions: shapes(...Array(MAP_FEATURES_MAX + 1).fill(shape('330000'))), map: APPROVAL },
    'MAP_FEATURES_MAX',
  ],
  ['it is too large', { regions: ' '.repeat(MAP_BYTES_MAX + 1), map: APPROVAL }, 'MAP_BYTES_MAX'],
])('a map is refused in a sentence where %s', async (_why, files, said) => {
  await lay({ regions: shapes(shape('330000')), ...files })
  expect(await refused()).toContain(said)
  const warned: unknown[] = []
  const map = await openMap(folder, { warn: (fields) => void warned.push(fields) })
  expect(warned).toEqual([{ because: await refused() }])
  const app = serverWithoutData({ map })
  const answer = await app.inject('/v1/map')
  expect([answer.statusCode, answer.json().code]).toEqual([409, 'MAP_REFUSED'])
  expect(answer.json().detail).toContain(said)
  await app.close()
})

test('a note without shapes is refused as well', async () => {
  await lay({ map: APPROVAL })
  expect(await refused()).toContain('regions.geojson')
})
