import { expect, test } from 'vitest'
import { rowsBesideMap, rowsOnMap } from '#/overview/map-rows.ts'
import type { ApprovedMap, RegionRow } from '#/overview/overview-queries.ts'

const none = { count: 0, list: '/v1/alerts' as const, filter: {} }
const numbers = { open_alerts: none, new_warnings: none, overdue_duties: none }
const zhejiang: RegionRow = { region: '330000', itself: false, name: '浙江省', ...numbers }
const itself: RegionRow = { ...zhejiang, itself: true }
const elsewhere: RegionRow = { region: null, itself: false, name: null, ...numbers }

function shape(adcode: string, name?: string): ApprovedMap['regions']['features'][number] {
  const properties = name === undefined ? { adcode } : { adcode, name }
  return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [] } }
}

const map: ApprovedMap = {
  approval_number: 'GS(2024)0650号',
  producer: '某院',
  date: '2024-05-01',
  regions: {
    type: 'FeatureCollection',
    features: [shape('330000'), shape('330000'), shape('340000', '安徽')],
  },
}

test('each region of a map stands there once, and the rest beside it', () => {
  const regions = [zhejiang, itself, elsewhere]
  expect(rowsOnMap(map, regions)).toEqual([
    { code: '330000', name: '浙江省', row: zhejiang },
    { code: '340000', name: '安徽', row: undefined },
  ])
  expect(rowsBesideMap(map, regions)).toEqual([itself, elsewhere])
})
