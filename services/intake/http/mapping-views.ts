import { z } from 'zod'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import {
  MAPPING_TEXT_CHARACTERS_MAX,
  MappingName,
  MappingTable,
  TABLE_FILES_MAX,
} from '@jianwei/events/mapping/events.ts'
import { Passage } from '@jianwei/events/vocabulary.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import { cellsShownTo, type ShownCells } from '#/intake/http/shown-cells.ts'
import { Reason } from '#/intake/http/problem.ts'
import { ReleaseView } from '#/intake/http/release-preview-view.ts'
import { FACT_TYPES } from '#/intake/proposal/fact-types.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { eventsOf, type MappingTrial, type TriedRecord } from '#/intake/mapping-trial.ts'

const Count = z.int().min(0)

const MappingText = z
  .string()
  .min(1)
  .max(MAPPING_TEXT_CHARACTERS_MAX)
  .meta({ description: 'The mapping, as YAML 映射文本' })
const Tables = z
  .array(MappingTable)
  .max(TABLE_FILES_MAX)
  .default([])
  .meta({ description: 'The CSV files that it names as code tables 代码表' })

export const MappingPublication = z
  .strictObject({
    text: MappingText,
    tables: Tables,
    reason: Passage.meta({ description: 'Why; it is on record 发布理由' }),
    seen_version: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'The version over which it was written, 0 for none' }),
  })
  .meta({ id: 'MappingPublication' })

export const MappingVersionView = z
  .object({
    version: z.int(),
    hash: z.string().meta({ description: 'Of what it says, with its tables' }),
    published_at: z.string(),
    actor: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'MappingVersion' })

const Origin = z.enum(['published', 'folder']).meta({
  description: 'folder: it comes with the program, or lies in its folder of mappings',
})

export const MappingSummary = z
  .object({
    name: z.string(),
    origin: Origin,
    version: z.int().nullable().meta({ description: 'The newest; null for one of a folder' }),
    description: z.string().nullable().meta({ description: 'Null where it cannot be read' }),
    source: z.string().nullable(),
    event_types: z.array(z.string()),
  })
  .meta({ id: 'MappingSummary', description: 'A mapping 映射: how files become events' })

export const MappingView = z
  .object({
    name: z.string(),
    origin: Origin,
    version: z.int().nullable(),
    text: z.string(),
    tables: z.array(z.object({ file: z.string(), text: z.string() })),
    versions: z.array(MappingVersionView).meta({ description: 'Newest first' }),
  })
  .meta({ id: 'Mapping' })

export const MappingPublishedView = z
  .object({
    name: z.string(),
    version: z.int(),
    hash: z.string(),
    is_new: z.boolean().meta({ description: 'False where the newest version says the same' }),
  })
  .meta({ id: 'MappingPublished' })

export const PreviewBody = z
  .strictObject({
    upload: z.uuid().meta({ description: '`upload_id` of an upload of yours' }),
    mapping: z
      .union([MappingName, MappingText])
      .meta({ description: 'The name of a mapping, or its text' }),
    version: z.int().min(1).optional().meta({ description: 'Of a mapping that is named' }),
    tables: Tables,
    rows: z.int().min(0).max(100).default(10).meta({ description: 'Records that are shown' }),
  })
  .meta({ id: 'MappingPreviewRequest' })

const Cells = z.array(z.object({ column: z.string(), text: z.string() }))
const Placed = { file: z.string(), line: z.int(), cells: Cells }

const PreviewedEvent = z
  .object({
    type: z.string(),
    source: z.string(),
    id: z.string(),
    subject_id: z.string(),
    region: z.string().nullable(),
    department: z.string().nullable(),
    occurred_at: z.string(),
    reported_at: z.string().nullable().meta({ description: 'Null: known from the import on' }),
    data: z.record(z.string(), z.unknown()),
    masked: z.array(z.string()).optional(),
  })
  .meta({ id: 'PreviewedEvent' })

export const PreviewView = z
  .object({
    records: Count,
    events: Count,
    skipped: Count.meta({ description: 'Records that the mapping passes over on purpose' }),
    refused: Count,
    is_whole: z.boolean().meta({
      description: 'False where it stopped early: the numbers are of the first records only',
    }),
    shown: z.array(
      z.object({ ...Placed, events: z.array(PreviewedEvent), reasons: z.array(Reason) }),
    ),
    problems: z
      .array(
        z.object({
          code: z.string(),
          path: z.string().meta({ description: 'The column, or the field of the event' }),
          message: z.string(),
          records: Count,
          examples: z.array(z.object(Placed)),
        }),
      )
      .meta({ description: 'All that is refused, by reason and column; the most first' }),
    fields_left_out: z.array(z.object({ column: z.string(), code: z.string(), cells: Count })),
    release: ReleaseView.nullable().meta({
      description: 'Null where a file of the mapping is no register that is published whole',
    }),
  })
  .meta({ id: 'MappingPreview', description: 'What a mapping makes of a file 映射试读' })

export const ProposalBody = z
  .strictObject({
    upload: z.uuid().meta({ description: '`upload_id` of an upload of yours' }),
    event_type: z
      .enum(FACT_TYPES)
      .optional()
      .meta({ description: 'What a record is; by the names in the file if not said 事件类型' }),
  })
  .meta({ id: 'MappingProposalRequest' })

export const ProposalView = z
  .object({
    text: z.string().meta({ description: 'A mapping with comments, to be looked at and mended' }),
    event_type: z.string(),
    columns: z.array(
      z.object({
        column: z.string(),
        becomes: z.array(z.string()).meta({
          description: 'What it was found to say: `subject`, `data.fine_cents`; empty for nothing',
        }),
        samples: z.array(z.string()).meta({ description: 'Some of its values, masked' }),
      }),
    ),
  })
  .meta({ id: 'MappingProposal', description: 'A mapping proposed from a file 映射建议' })

export function previewView(
  trial: MappingTrial,
  mapping: Mapping,
  asker: Asker,
): Omit<z.infer<typeof PreviewView>, 'release'> {
  const cells = cellsShownTo(asker, mapping)
  return {
    ...trial,
    shown: trial.shown.map((record) => ({
      ...placed(record, cells),
      events: eventsOf(record.reading).map(eventView),
      reasons: record.reading.ok ? [] : [...record.reading.reasons],
    })),
    problems: trial.problems.map(({ examples, ...problem }) => ({
      ...problem,
      examples: examples.map((record) => placed(record, cells)),
    })),
    fields_left_out: [...trial.fields_left_out],
  }
}

function placed({ file, line, cells }: TriedRecord, shown: ShownCells) {
  return { file, line, cells: shown(cells) }
}

function eventView(event: NewEvent): z.infer<typeof PreviewedEvent> {
  const { type, source, source_event_id: id, subject_id, region, department, data } = event
  const { occurred_at, reported_at } = event
  return {
    type,
    source,
    id,
    subject_id,
    region,
    department,
    occurred_at,
    reported_at,
    data: { ...data },
  }
}
