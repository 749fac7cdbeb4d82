import { z } from 'zod'
import { defineRecord, personal } from '#/define-event.ts'
import { Code, Passage, Version, Words } from '#/vocabulary.ts'

/** Of the YAML. What comes over HTTP is read aside, and no longer than a rule may be. */
export const MAPPING_TEXT_CHARACTERS_MAX = 64_000
/** Of one code table. */
export const TABLE_TEXT_CHARACTERS_MAX = 300_000
export const TABLE_FILES_MAX = 10
/** Of a mapping with all its tables: it is one event. */
export const MAPPING_CHARACTERS_MAX = 600_000

export const MappingName = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9_-]*$/, 'expected lower-case letters, digits, - and _')

/** A code table that lies beside a mapping. */
export const MappingTable = z.strictObject({
  file: Words,
  text: z.string().max(TABLE_TEXT_CHARACTERS_MAX),
})
export type MappingTable = z.infer<typeof MappingTable>

/** A version of a mapping, whole. The newest of a name is the one that is meant by the name. */
export const MappingPublished = defineRecord(
  'MappingPublished',
  { en: 'Mapping published', zh: '映射发布' },
  {
    en: 'A version of a mapping was published: how files of one kind become events.',
    zh: '发布映射的一个版本，确定一类文件如何转换为事件。',
  },
  {
    mapping: MappingName,
    version: Version,
    /** The YAML as it was written, with its comments. */
    text: z.string().min(1).max(MAPPING_TEXT_CHARACTERS_MAX),
    tables: z.array(MappingTable).max(TABLE_FILES_MAX),
    /** Of what the text says, whatever its comments: imports name the mapping by it. */
    hash: Code,
    actor: personal(Words),
    reason: personal(Passage),
  },
)
export type MappingPublished = z.infer<typeof MappingPublished.data>

export const mappingEvents = [MappingPublished] as const
