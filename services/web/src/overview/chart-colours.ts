/** What drawings are made of. */
export interface ChartColours {
  readonly ink: string
  readonly line: string
  readonly ground: string
  readonly warnings: string
  readonly raised: string
  readonly closed: string
  /** What the style sheets call `.shade-0` to `.shade-5`. */
  readonly shades: readonly string[]
  /** Letters on each shade that reach 4.5 to 1. */
  readonly inks: readonly string[]
}

export interface ChartStyle {
  readonly colours: ChartColours
  /** Of letters, in pixels. */
  readonly size: number
}

export const LIGHT: ChartColours = {
  ink: '#3a3a3a',
  line: '#d9d9d9',
  ground: '#ffffff',
  warnings: '#6d9fd0',
  raised: '#a84b00',
  closed: '#1a6b3c',
  shades: ['#eef1f5', '#d3e3f3', '#a9c9e8', '#6d9fd0', '#2f6cab', '#0b3f7a'],
  inks: ['#1f1f1f', '#1f1f1f', '#1f1f1f', '#000000', '#ffffff', '#ffffff'],
}

/** For walls: the more, the brighter. */
export const DARK: ChartColours = {
  ink: '#eaf0f8',
  line: '#2c3a56',
  ground: '#131c31',
  warnings: '#6d9fd0',
  raised: '#ffa94d',
  closed: '#7fe0a3',
  shades: ['#1c2740', '#1f4673', '#2f6cab', '#6d9fd0', '#a9c9e8', '#f2f7fc'],
  inks: ['#c3cfdf', '#ffffff', '#ffffff', '#000000', '#000000', '#000000'],
}

/** On a laptop. */
export const LAPTOP: ChartStyle = { colours: LIGHT, size: 13 }
