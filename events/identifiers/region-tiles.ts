/**
 * Where a tile map puts a province-level division: one square each, row and column counted from one
 * at the upper left. It shows who is beside whom and is no map: it has no boundary and no scale.
 */
export interface RegionTile {
  /** Of GB/T 2260. */
  readonly code: string
  /** As it is called in short 简称: what fits on a square. */
  readonly zh: string
  readonly en: string
  readonly row: number
  readonly column: number
}

type Placed = readonly [code: string, zh: string, en: string, row: number, column: number]

const PLACED: readonly Placed[] = [
  ['230000', '黑龙江', 'Heilongjiang', 1, 8],
  ['150000', '内蒙古', 'Inner Mongolia', 2, 6],
  ['210000', '辽宁', 'Liaoning', 2, 7],
  ['220000', '吉林', 'Jilin', 2, 8],
  ['650000', '新疆', 'Xinjiang', 3, 1],
  ['620000', '甘肃', 'Gansu', 3, 3],
  ['640000', '宁夏', 'Ningxia', 3, 4],
  ['140000', '山西', 'Shanxi', 3, 5],
  ['130000', '河北', 'Hebei', 3, 6],
  ['110000', '北京', 'Beijing', 3, 7],
  ['120000', '天津', 'Tianjin', 3, 8],
  ['540000', '西藏', 'Tibet', 4, 1],
  ['630000', '青海', 'Qinghai', 4, 2],
  ['510000', '四川', 'Sichuan', 4, 3],
  ['610000', '陕西', 'Shaanxi', 4, 4],
  ['410000', '河南', 'Henan', 4, 5],
  ['370000', '山东', 'Shandong', 4, 6],
  ['320000', '江苏', 'Jiangsu', 4, 7],
  ['500000', '重庆', 'Chongqing', 5, 4],
  ['420000', '湖北', 'Hubei', 5, 5],
  ['340000', '安徽', 'Anhui', 5, 6],
  ['310000', '上海', 'Shanghai', 5, 7],
  ['530000', '云南', 'Yunnan', 6, 3],
  ['520000', '贵州', 'Guizhou', 6, 4],
  ['430000', '湖南', 'Hunan', 6, 5],
  ['360000', '江西', 'Jiangxi', 6, 6],
  ['330000', '浙江', 'Zhejiang', 6, 7],
  ['450000', '广西', 'Guangxi', 7, 4],
  ['440000', '广东', 'Guangdong', 7, 5],
  ['350000', '福建', 'Fujian', 7, 6],
  ['710000', '台湾', 'Taiwan', 7, 8],
  ['460000', '海南', 'Hainan', 8, 4],
  ['820000', '澳门', 'Macao', 8, 5],
  ['810000', '香港', 'Hong Kong', 8, 6],
]

/** All 34, row by row. Whatever region is not here belongs into a list beside the squares. */
export const REGION_TILES: readonly RegionTile[] = PLACED.map(([code, zh, en, row, column]) => ({
  code,
  zh,
  en,
  row,
  column,
}))

export const TILE_ROWS = 8
export const TILE_COLUMNS = 8
