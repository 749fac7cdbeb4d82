/** What a subject does, and what follows from that for its events. */
export interface Sector {
  readonly key: string
  readonly suffix: string
  /** Section letter and division of GB/T 4754-2017. */
  readonly industry: string
  /** Share of the subjects of a province. All shares add up to 1. */
  readonly share: number
  /** The first two characters of its credit code: 91 enterprise, 92 individual business. */
  readonly registrationClass: '91' | '92'
  readonly inspectedBy: 'market' | 'ecology' | 'transport' | 'emergency' | 'culture'
  /** 监管事项目录编码; the digits are invented. */
  readonly itemCode: string
  readonly licence: string
  readonly violation: string
  readonly food: boolean
  /** Off-site sensing, where the sector has it. */
  readonly monitored?: SectorSensing
}

export interface SectorSensing {
  readonly quantity: string
  readonly unit: string
  readonly usual: number
  readonly limit: number
}

export const SECTORS = [
  {
    key: 'catering',
    suffix: '餐饮店',
    industry: 'H62',
    share: 0.32,
    registrationClass: '92',
    inspectedBy: 'market',
    itemCode: '03310000010001',
    licence: '食品经营许可证',
    violation: '经营超过保质期的食品',
    food: true,
  },
  {
    key: 'food-production',
    suffix: '食品有限公司',
    industry: 'C14',
    share: 0.08,
    registrationClass: '91',
    inspectedBy: 'market',
    itemCode: '03310000010002',
    licence: '食品生产许可证',
    violation: '食品添加剂使用不符合标准',
    food: true,
    monitored: { quantity: 'cold_store_temperature', unit: '°C', usual: -19, limit: -15 },
  },
  {
    key: 'retail',
    suffix: '商贸有限公司',
    industry: 'F52',
    share: 0.28,
    registrationClass: '91',
    inspectedBy: 'market',
    itemCode: '03310000010003',
    licence: '药品经营许可证',
    violation: '未按规定明码标价',
    food: false,
  },
  {
    key: 'chemicals',
    suffix: '化工有限公司',
    industry: 'C26',
    share: 0.06,
    registrationClass: '91',
    inspectedBy: 'ecology',
    itemCode: '03310000010004',
    licence: '排污许可证',
    violation: '超过排放标准排放污染物',
    food: false,
    monitored: { quantity: 'nitrogen_oxides', unit: 'mg/m³', usual: 60, limit: 100 },
  },
  {
    key: 'road-transport',
    suffix: '运输有限公司',
    industry: 'G54',
    share: 0.12,
    registrationClass: '91',
    inspectedBy: 'transport',
    itemCode: '03310000010005',
    licence: '道路运输经营许可证',
    violation: '货运车辆超限运输',
    food: false,
    monitored: { quantity: 'speed', unit: 'km/h', usual: 68, limit: 100 },
  },
  {
    key: 'machinery',
    suffix: '机械制造有限公司',
    industry: 'C34',
    share: 0.08,
    registrationClass: '91',
    inspectedBy: 'emergency',
    itemCode: '03310000010006',
    licence: '安全生产许可证',
    violation: '未落实安全生产责任制',
    food: false,
  },
  {
    key: 'entertainment',
    suffix: '娱乐有限公司',
    industry: 'R90',
    share: 0.06,
    registrationClass: '91',
    inspectedBy: 'culture',
    itemCode: '03310000010007',
    licence: '娱乐经营许可证',
    violation: '监控录像留存不足三十日',
    food: false,
  },
] as const satisfies readonly Sector[]
