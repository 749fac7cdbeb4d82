import schemaFile from '@jianwei/projections/rules/rule.schema.json'

/** What of JSON Schema the file of the rules uses, as far as a form needs it. */
export interface SchemaNode {
  readonly type?: string
  readonly enum?: readonly (string | number)[]
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly 'x-title-zh'?: string
  readonly 'x-description-zh'?: string
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly required?: readonly string[]
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly examples?: readonly string[]
  readonly maxLength?: number
  readonly $defs?: Readonly<Record<string, SchemaNode>>
}

/** The schema that the program checks rules by: form and program never differ. */
export const RULE_SCHEMA = schemaFile as unknown as SchemaNode

const DEFINITION = '#/$defs/'

/** A definition by its name, such as that of a kind. */
export function definition(name: string): SchemaNode | undefined {
  return RULE_SCHEMA.$defs?.[name]
}

/** The name of the definition that a node refers to. */
export function referred({ $ref }: SchemaNode): string | undefined {
  return $ref?.startsWith(DEFINITION) === true ? $ref.slice(DEFINITION.length) : undefined
}
