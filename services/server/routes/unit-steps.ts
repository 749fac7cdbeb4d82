import type { FastifyInstance } from 'fastify'
import type { FastifyPluginAsyncZod, ZodTypeProvider } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { RegionCodeSchema } from '@jianwei/events/identifiers/region-code.ts'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import { CivilDateSchema, type Instant } from '@jianwei/events/instant.ts'
import type { OrganisationCommand } from '@jianwei/events/organisation/decider.ts'
import {
  GridCellCode,
  Spelling,
  SPELLINGS_PER_UNIT_MAX,
  SUCCESSORS_MAX,
  UnitId,
} from '@jianwei/events/organisation/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { Code, Passage, Words } from '@jianwei/events/vocabulary.ts'
import { etagOf, ifMatchOf, revisionIn } from '#/http/if-match.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import { problems } from '#/http/problem.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { readDirectoryFile } from '#/organisations/directory-file.ts'
import { takeDirectoryStep } from '#/organisations/directory-steps.ts'
import { importDirectory, type ImportedRow } from '#/organisations/import-directory.ts'

export interface UnitStepRoutesOptions {
  readonly log: EventLog
  readonly now: () => Instant
}

const FILE_CHARACTERS_MAX = 4_000_000

const reason = { reason: Passage.meta({ description: 'Why; recorded 理由' }) }
const from = CivilDateSchema.meta({ format: 'date', description: 'From this day on' })
const region = RegionIdSchema.nullable().default(null)
const code = Code.nullable().default(null)

const StepTaken = z
  .object({
    revision: z.int().meta({ description: 'Of the unit, or of the cell' }),
    position: z
      .int()
      .nullable()
      .meta({ description: 'Where in the log; null when it had been so before' }),
  })
  .meta({ id: 'DirectoryStepTaken', description: 'Lists show it as soon as the log is read' })

const headers = z.looseObject({ ...keyHeaders, 'if-match': ifMatchOf('unit') })

type Who = { readonly actor: string; readonly reason: string }

interface StepRoute<Shape extends z.core.$ZodLooseShape> {
  readonly url: string
  readonly summary: string
  readonly body: Shape
  readonly command: (
    body: z.infer<z.ZodObject<Shape, z.core.$strict>>,
    who: Who,
    id: string,
  ) => OrganisationCommand
}

/** What people say of units and cells of the grid. */
export const unitStepRoutes: FastifyPluginAsyncZod<UnitStepRoutesOptions> = async (app, parts) => {
  addStep(app, parts, {
    url: '/v1/units',
    summary: 'Register a unit 登记机构',
    body: {
      unit_id: UnitId,
      name: Words,
      code,
      region,
      parent: UnitId.nullable().default(null),
      valid_from: CivilDateSchema,
      valid_to: CivilDateSchema.nullable().default(null),
      spellings: z.array(Spelling).max(SPELLINGS_PER_UNIT_MAX).default([]),
    },
    command: (body, who) => ({ type: 'RegisterUnit', data: { ...body, ...who } }),
  })
  addStep(app, parts, {
    url: '/v1/units/:unit_id/rename',
    summary: 'Give a unit another name from a day on 机构更名',
    body: { name: Words, from },
    command: (body, who, unit_id) => ({ type: 'RenameUnit', data: { unit_id, ...body, ...who } }),
  })
  addStep(app, parts, {
    url: '/v1/units/:unit_id/move',
    summary: 'Put a unit below another from a day on 变更隶属关系',
    body: { parent: UnitId.nullable(), from },
    command: (body, who, unit_id) => ({ type: 'MoveUnit', data: { unit_id, ...body, ...who } }),
  })
  addStep(app, parts, {
    url: '/v1/units/:unit_id/succeed',
    summary: 'Say who acts in its place from a day on: merger or split 机构合并或者分设',
    body: {
      successors: z.array(UnitId).min(1).max(SUCCESSORS_MAX),
      work_goes_to: UnitId.optional().meta({
        description: 'Which of them has the open work and the old names; the first by default',
      }),
      from,
    },
    command: ({ successors, work_goes_to = successors[0] ?? '', ...body }, who, unit_id) => ({
      type: 'SucceedUnit',
      data: { unit_id, successors, work_goes_to, ...body, ...who },
    }),
  })
  addStep(app, parts, {
    url: '/v1/units/:unit_id/dissolve',
    summary: 'End a unit in whose place nobody acts 撤销机构',
    body: { from },
    command: (body, who, unit_id) => ({ type: 'DissolveUnit', data: { unit_id, ...body, ...who } }),
  })
  addStep(app, parts, {
    url: '/v1/units/:unit_id/reinstate',
    summary: 'Take back the end of a unit that was recorded in error 更正机构终止',
    body: {},
    command: (_, who, unit_id) => ({ type: 'ReinstateUnit', data: { unit_id, ...who } }),
  })
  addStep(app, parts, {
    url: '/v1/units/:unit_id/correct',
    summary: 'Correct what was registered of a unit 更正机构登记',
    body: { code, region, valid_from: CivilDateSchema },
    command: (body, who, unit_id) => ({ type: 'CorrectUnit', data: { unit_id, ...body, ...who } }),
  })
  addStep(app, parts, {
    url: '/v1/units/:unit_id/spellings',
    summary: 'Add a spelling under which events name a unit 登记机构写法',
    body: {
      spelling: Words,
      region,
      valid_from: CivilDateSchema.nullable().default(null),
      valid_to: CivilDateSchema.nullable().default(null),
    },
    command: (body, who, unit_id) => ({ type: 'AddSpelling', data: { unit_id, ...body, ...who } }),
  })
  addStep(app, parts, {
    url: '/v1/units/:unit_id/spellings/remove',
    summary: 'Remove a spelling that never meant the unit 移除机构写法',
    body: { spelling: Words, region },
    command: (body, who, unit_id) => ({
      type: 'RemoveSpelling',
      data: { unit_id, ...body, ...who },
    }),
  })
  const cell = { name: Words, region: RegionCodeSchema, unit_id: UnitId.nullable().default(null) }
  addStep(app, parts, {
    url: '/v1/grid-cells',
    summary: 'Define a cell of the grid 划定网格',
    body: {
      cell_code: GridCellCode,
      ...cell,
      valid_from: CivilDateSchema,
      valid_to: CivilDateSchema.nullable().default(null),
    },
    command: (body, who) => ({ type: 'DefineGridCell', data: { ...body, ...who } }),
  })
  addStep(app, parts, {
    url: '/v1/grid-cells/:cell_code/change',
    summary: 'Say a cell of the grid anew from a day on 变更网格',
    body: { ...cell, from, valid_to: CivilDateSchema.nullable().default(null) },
    command: (body, who, cell_code) => ({
      type: 'ChangeGridCell',
      data: { cell_code, ...body, ...who },
    }),
  })
  addImport(app, parts)
}

const ImportedView = z
  .object({
    dry_run: z.boolean(),
    events: z.int().meta({ description: 'Written, or would be' }),
    not_in_file: z.int().meta({ description: 'Units that no row names: they stay as they are' }),
    rows: z.array(
      z.object({
        line: z.int().meta({ description: 'Of the file' }),
        unit_id: z.string(),
        outcome: z.enum(['new', 'changed', 'same', 'refused']),
        changes: z.array(z.string()).meta({ description: 'Events that the row gives' }),
        problems: z.array(z.object({ code: z.string(), message: z.string() })),
      }),
    ),
  })
  .meta({ id: 'ImportedDirectory', description: 'What a file changes, row by row 导入结果' })

function addImport(server: FastifyInstance, parts: UnitStepRoutesOptions): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    '/v1/units/import',
    {
      schema: {
        tags: ['organisations'],
        summary: 'Bring the directory to what a file says 导入机构目录',
        description:
          'CSV with unit_id, name, valid_from, and code, parent, region, valid_to, spellings, ' +
          'successors where they are known; | between several. Each row is taken whole or ' +
          'refused with its reasons. With dry_run nothing is written.',
        headers: z.looseObject(keyHeaders),
        body: z
          .strictObject({
            csv: z.string().min(1).max(FILE_CHARACTERS_MAX),
            from: CivilDateSchema.optional().meta({
              format: 'date',
              description: 'From when on other names and parents hold; today by default',
            }),
            dry_run: z.boolean().default(false),
            ...reason,
          })
          .meta({ id: 'DirectoryImportOrder' }),
        response: { 200: ImportedView, ...problems(400, 409, 413, 415, 422, 500, 503) },
      },
    },
    async (request, reply) => {
      const { csv, from: day, dry_run, reason: why } = request.body
      const imported = () =>
        importDirectory(parts.log, {
          rows: readDirectoryFile(csv),
          from: day ?? dayInChina(parts.now()),
          actor: request.principal.actor,
          reason: why,
          now: parts.now(),
          dry_run,
        })
      const done = dry_run ? await imported() : await answerOnce(request, reply, parts, imported)
      return { dry_run, ...done, rows: done.rows.map(rowView) }
    },
  )
}

/** As the answer's schema has it. */
function rowView({ changes, problems: refused, ...row }: ImportedRow) {
  return { ...row, changes: [...changes], problems: [...refused] }
}

function addStep<Shape extends z.core.$ZodLooseShape>(
  server: FastifyInstance,
  parts: UnitStepRoutesOptions,
  { url, summary, body, command }: StepRoute<Shape>,
): void {
  const Body = z.strictObject({ ...body, ...reason })
  const place = /:(\w+)/.exec(url)?.[1]
  const app = server.withTypeProvider<ZodTypeProvider>()
  app.post(
    url,
    {
      schema: {
        tags: ['organisations'],
        summary,
        ...(place === undefined
          ? {}
          : { params: z.strictObject({ [place]: place === 'unit_id' ? UnitId : GridCellCode }) }),
        headers,
        body: Body,
        response: { 200: StepTaken, ...problems(400, 404, 409, 413, 415, 422, 500, 503) },
      },
    },
    async (request, reply) => {
      // The schemas have read the body and the address.
      const { reason: why, ...said } = request.body as { reason: string } & object
      const params = (request.params ?? {}) as Readonly<Record<string, string>>
      const who = { actor: request.principal.actor, reason: why }
      const seen = revisionIn(request.headers['if-match'])
      const taken = await answerOnce(request, reply, parts, () =>
        takeDirectoryStep(parts.log, {
          command: command(
            said as z.infer<z.ZodObject<Shape, z.core.$strict>>,
            who,
            place === undefined ? '' : (params[place] ?? ''),
          ),
          now: parts.now(),
          seen,
        }),
      )
      reply.header('etag', etagOf(taken.revision))
      return taken
    },
  )
}
