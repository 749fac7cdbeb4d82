/** What the style sheet calls `.shade-0` to `.shade-5`, for drawings. */
export const SHADE_COLOURS = ['#eef1f5', '#d3e3f3', '#a9c9e8', '#6d9fd0', '#2f6cab', '#0b3f7a']
/** Letters on each that reach 4.5 to 1. */
export const SHADE_INKS = ['#1f1f1f', '#1f1f1f', '#1f1f1f', '#000000', '#ffffff', '#ffffff']

export interface ChartColours {
  readonly ink: string
  readonly line: string
  readonly ground: string
  readonly warnings: string
  readonly raised: string
  readonly closed: string
}

export const LIGHT: ChartColours = {
  ink: '#3a3a3a',
  line: '#d9d9d9',
  ground: '#ffffff',
  warnings: '#6d9fd0',
  raised: '#a84b00',
  closed: '#1a6b3c',
}
