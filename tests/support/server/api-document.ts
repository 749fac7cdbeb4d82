import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/** The parts of an OpenAPI 3.1 document that tests look at. */
export interface ApiDocument {
  readonly openapi: string
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, AnySchemaObject>> }
}

export interface ApiOperation {
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly description?: string
    readonly schema?: AnySchemaObject
  }[]
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Readonly<Record<string, { readonly schema?: AnySchemaObject }>> }
    >
  >
}

export function operationsOf(document: ApiDocument): { name: string; operation: ApiOperation }[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  )
}

export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Checks values against the document's own schemas. */
export interface ApiSchemas {
  /**
   * What is wrong with an answer to `GET path`, where `path` is written as in the document. Empty
   * when it fits.
   */
  misfitsOf(path: string, answer: Answer): readonly string[]
  checkExamples(): { readonly examples: number; readonly misfits: readonly string[] }
}

export function apiSchemas(document: ApiDocument): ApiSchemas {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ $id: 'api', ...document })

  function errorsOf(pointer: string, value: unknown): string[] {
    const validate = ajv.getSchema(`api#${pointer}`)
    if (validate === undefined) return [`${pointer}: no schema`]
    if (validate(value) === true) return []
    return (validate.errors ?? []).map(
      (error) => `${pointer}: ${error.instancePath} ${error.message}`,
    )
  }

  return {
    misfitsOf(path, answer) {
      const media = String(answer.headers['content-type']).split(';')[0] ?? ''
      const pointer = [
        'paths',
        path,
        'get',
        'responses',
        String(answer.statusCode),
        'content',
        media,
        'schema',
      ]
      return errorsOf(pointerOf(pointer), JSON.parse(answer.body))
    },
    checkExamples() {
      const found = [...examplesIn(document.components.schemas, ['components', 'schemas'])]
      return {
        examples: found.length,
        misfits: found.flatMap(({ at, example }) => errorsOf(pointerOf(at), example)),
      }
    },
  }
}

/** JSON pointer in a URI fragment. */
function pointerOf(steps: readonly string[]): string {
  return steps
    .map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('')
}

/** Every example with the path of the schema that carries it. */
function* examplesIn(
  node: unknown,
  at: readonly string[],
): Generator<{ at: readonly string[]; example: unknown }> {
  if (typeof node !== 'object' || node === null) return
  if ('examples' in node && Array.isArray(node.examples))
    for (const example of node.examples) yield { at, example }
  for (const [key, value] of Object.entries(node))
    if (key !== 'examples') yield* examplesIn(value, [...at, key])
}
