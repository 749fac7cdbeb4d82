import { readFileSync } from 'node:fs'
import { parseAst } from 'vitest/node'

/** A sentence that a file tells people, with `q` for each value in it. */
export interface ToldSentence {
  readonly file: string
  readonly text: string
}

/** What stands for a value in a sentence. */
const VALUE = 'q'
/** Fields and variables that hold what is told. */
const TOLD_NAMES = new Set(['message', 'detail'])
/** Functions that refuse; what they are given is told. */
const TELLING = /^(?:refus\w*|reason\w*|refuse|missing|invalid|placeholder|fail|problem)$/i
/** Errors whose message is told. */
const REFUSALS = /(?:Refused|Damaged|Unreadable|Unavailable|Unknown|Busy|Slow|Missing|Taken)$/

interface Node {
  readonly type: string
  readonly [name: string]: unknown
}

/** What a source file tells people of what it refuses, as far as it says so in one place. */
export function toldSentences(file: string): readonly ToldSentence[] {
  const found: ToldSentence[] = []
  const look = (value: unknown, told: boolean): void => {
    if (Array.isArray(value)) return value.forEach((item) => look(item, told))
    if (typeof value !== 'object' || value === null || !('type' in value)) return
    const node = value as Node
    const text = textOf(node)
    if (text !== undefined) {
      if (told && / /.test(text.trim()) && /[a-z]{2}/.test(text)) found.push({ file, text })
      return
    }
    const inner = tells(node)
    for (const [name, part] of Object.entries(node))
      look(
        part,
        name === 'arguments' || name === 'value' || name === 'init'
          ? inner
          : told && isChoice(node),
      )
  }
  look(parseAst(readFileSync(file, 'utf8'), { lang: 'ts' }).body, false)
  return found
}

/** Either of two texts is told where one of them is. */
function isChoice({ type }: Node): boolean {
  return type === 'ConditionalExpression' || type === 'LogicalExpression'
}

function tells(node: Node): boolean {
  switch (node.type) {
    case 'Property':
      return TOLD_NAMES.has(nameOf(node['key']))
    case 'VariableDeclarator':
      return TOLD_NAMES.has(nameOf(node['id']))
    case 'CallExpression': {
      const callee = node['callee'] as Node
      return callee.type === 'Super' || TELLING.test(nameOf(callee))
    }
    case 'NewExpression':
      return REFUSALS.test(nameOf(node['callee']))
    default:
      return false
  }
}

function nameOf(node: unknown): string {
  const { name } = node as { readonly name?: unknown }
  return typeof name === 'string' ? name : ''
}

/** A text, also one in pieces; undefined for anything else. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined
  if (node.type === 'TemplateLiteral') {
    const pieces = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[]
    return pieces.map(({ value }) => value.cooked).join(VALUE)
  }
  if (node.type !== 'BinaryExpression' || node['operator'] !== '+') return undefined
  const sides = [textOf(node['left'] as Node), textOf(node['right'] as Node)]
  return sides.every((side) => side === undefined)
    ? undefined
    : sides.map((side) => side ?? VALUE).join('')
}
