import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'
import { parseRegionCode } from '@jianwei/events/identifiers/region-code.ts'
import { Words } from '@jianwei/events/vocabulary.ts'

/*
 * The program brings no boundary of any place: a map that is shown must have been approved, and the
 * approval is of the map and not of data. Whoever runs the program lays an approved one into the
 * data folder, with the number that the approval has.
 */

const SHAPES_FILE = 'regions.geojson'
const APPROVAL_FILE = 'map.json'
/** Every browser that opens the overview reads it whole. */
export const MAP_BYTES_MAX = 8 * 1024 * 1024
export const MAP_FEATURES_MAX = 5_000
const APPROVAL_BYTES_MAX = 16 * 1024

/** `GS(2024)0650号`, `GS京（2023）1061号`, `浙S(2022)12号`. */
const APPROVAL_NUMBER = /^\p{L}{1,8}[（(〔]\d{4}[）)〕]\s?\d{1,6}号$/u

const Approval = z.object({
  approval_number: z
    .string()
    .transform((text) => text.replace(/^审图号\s*[:：]?\s*/, '').trim())
    .pipe(z.string().regex(APPROVAL_NUMBER)),
  producer: Words,
  date: z.iso.date(),
})

const Position = z.array(z.number()).min(2).max(3)
const Polygon = z.array(z.array(Position).min(4)).min(1)

const Feature = z.object({
  type: z.literal('Feature'),
  properties: z.object({
    adcode: z
      .union([z.string(), z.int()])
      .transform(String)
      .refine((code) => code.length === 6 && parseRegionCode(code).ok),
    name: Words.optional(),
  }),
  geometry: z.discriminatedUnion('type', [
    z.object({ type: z.literal('Polygon'), coordinates: Polygon }),
    z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(Polygon).min(1) }),
  ]),
})

const Shapes = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(Feature).min(1).max(MAP_FEATURES_MAX),
})

/** An approved map, without whatever else stood in its files. */
export type ApprovedMap = z.output<typeof Approval> & { readonly regions: z.output<typeof Shapes> }

export type DeployedMap =
  | { readonly is: 'none' }
  /** There are files that are not shown; `because` says why, in a sentence. */
  | { readonly is: 'refused'; readonly because: string }
  | { readonly is: 'approved'; readonly map: ApprovedMap }

/**
 * The map in the data folder, as it is at the start: other files need another start. Never throws:
 * no map keeps the program from starting.
 */
export async function readDeployedMap(data_dir: string): Promise<DeployedMap> {
  try {
    const shapes = await textOf(join(data_dir, SHAPES_FILE), MAP_BYTES_MAX, 'MAP_BYTES_MAX')
    const approval = await textOf(
      join(data_dir, APPROVAL_FILE),
      APPROVAL_BYTES_MAX,
      'APPROVAL_BYTES_MAX',
    )
    if (shapes === undefined && approval === undefined) return { is: 'none' }
    if (shapes === undefined)
      throw new MapRefused(`${APPROVAL_FILE} is there without ${SHAPES_FILE}`)
    // Before its shapes are looked at: no map is any good without a number.
    const approved = approvalIn(approval)
    return { is: 'approved', map: { ...approved, regions: shapesIn(shapes) } }
  } catch (error) {
    if (error instanceof MapRefused) return { is: 'refused', because: error.message }
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return { is: 'refused', because: `the files of the map cannot be read (${code})` }
  }
}

/** The same, and the log is told of a map that is there and not shown. */
export async function openMap(
  data_dir: string,
  logger: { readonly warn: (fields: object, message: string) => void },
): Promise<DeployedMap> {
  const read = await readDeployedMap(data_dir)
  if (read.is === 'refused') logger.warn({ because: read.because }, 'the map is not shown')
  return read
}

class MapRefused extends DomainError {
  override readonly name = 'MapRefused'
  readonly code = 'MAP_REFUSED'
}

function approvalIn(text: string | undefined): z.output<typeof Approval> {
  if (text === undefined)
    throw new MapRefused(
      `${SHAPES_FILE} is not shown without ${APPROVAL_FILE}, which names its approval number (审图号)`,
    )
  const read = Approval.safeParse(jsonOf(text, APPROVAL_FILE))
  if (read.success) return read.data
  const [field] = read.error.issues[0]?.path ?? []
  if (field === 'approval_number')
    throw new MapRefused(
      `${APPROVAL_FILE} names no approval number (审图号) such as GS(2024)0650号, and without ` +
        'one no map is shown',
    )
  throw new MapRefused(`${APPROVAL_FILE} needs approval_number, producer and date (YYYY-MM-DD)`)
}

function shapesIn(text: string): z.output<typeof Shapes> {
  const read = Shapes.safeParse(jsonOf(text, SHAPES_FILE))
  if (read.success) return read.data
  const [issue] = read.error.issues
  if (issue?.code === 'too_big' && issue.path.join() === 'features')
    throw new MapRefused(
      `${SHAPES_FILE} has more features than MAP_FEATURES_MAX (${MAP_FEATURES_MAX})`,
    )
  throw new MapRefused(
    `${SHAPES_FILE} is no FeatureCollection of polygons that each have an adcode of GB/T 2260 ` +
      `(at ${issue?.path.join('.') ?? ''})`,
  )
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new MapRefused(`${file} is not JSON`)
  }
}

/** Undefined where there is no such file. Looks at the size before it reads. */
async function textOf(path: string, bytes_max: number, limit: string): Promise<string | undefined> {
  const file = await open(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return undefined
  try {
    const { size } = await file.stat()
    if (size > bytes_max) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      throw new MapRefused(`${name} has ${size} bytes, and ${limit} is ${bytes_max}`)
    }
    return new TextDecoder('utf-8', { ignoreBOM: false }).decode(await file.readFile())
  } finally {
    await file.close()
  }
}
