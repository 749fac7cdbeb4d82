import { expect, test } from 'vitest'
import { everyFile, readSource } from '#/support/source-tree.ts'

/*
 * The table of controls of MLPS level 3 in docs/controls.md: each control names the tests that show
 * it, or what its deployer has to do. A test that is renamed or gone fails here.
 */

/** What the standard asks for, by its own headings. */
const CONTROLS = [
  '身份鉴别',
  '访问控制',
  '安全审计',
  '入侵防范',
  '恶意代码防范',
  '可信验证',
  '数据完整性',
  '数据保密性',
  '数据备份恢复',
  '剩余信息保护',
  '个人信息保护',
  '通信传输',
  '系统管理',
  '审计管理',
  '安全管理',
  '集中管控',
]

const files = new Set(everyFile())

interface Row {
  readonly control: string
  readonly shown: string
}

const TEST_OF_CONTROL = /`([\w./-]+)`: “([^”]+)”/g
const DEPLOYER = /\bdeployer: \S+ \S+/i

function rowsOf(markdown: string): readonly Row[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) => line.split(' | '))
    .flatMap(([control = '', , shown = '']) =>
      control === '| control' ? [] : [{ control: control.slice(2), shown: shown.slice(0, -2) }],
    )
}

/** What is wrong with a row: a test that is not there, or neither a test nor a deployer's part. */
function problemsOf({ control, shown }: Row): readonly string[] {
  const named = [...shown.matchAll(TEST_OF_CONTROL)]
  if (named.length === 0 && !DEPLOYER.test(shown))
    return [`${control}: neither a test nor what the deployer does`]
  return named.flatMap(([, file = '', title = '']) => {
    if (!files.has(file)) return [`${control}: there is no ${file}`]
    return hasTest(readSource(file).text, title)
      ? []
      : [`${control}: ${file} has no test “${title}”`]
  })
}

function hasTest(source: string, title: string): boolean {
  const literal = title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`\\b(?:test|it)\\b[^'"\`]*?\\(\\s*(['"\`])${literal}\\1`, 's').test(source)
}

const rows = rowsOf(readSource('docs/controls.md').text)

test('every control of the standard has its row', () => {
  const missing = CONTROLS.filter((name) => !rows.some(({ control }) => control.includes(name)))
  expect(missing).toEqual([])
  expect(rows.length).toBeGreaterThan(CONTROLS.length)
})

test('every control names tests that are there, or what its deployer does', () => {
  expect(rows.flatMap(problemsOf)).toEqual([])
})

test('a control without a test, and one whose test is gone, are found', () => {
  const here = '`tests/architecture/controls.test.ts`: '
  expect(problemsOf({ control: 'a', shown: 'we are careful' })).toHaveLength(1)
  expect(problemsOf({ control: 'a', shown: `${here}“no such claim”` })).toHaveLength(1)
  expect(problemsOf({ control: 'a', shown: '`tests/none.test.ts`: “a claim”' })).toHaveLength(1)
  expect(
    problemsOf({ control: 'a', shown: `${here}“every control of the standard has its row”` }),
  ).toEqual([])
  expect(problemsOf({ control: 'a', shown: 'The deployer: rooms and guards.' })).toEqual([])
})
