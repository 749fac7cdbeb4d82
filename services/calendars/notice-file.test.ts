import { describe, expect, test } from 'vitest'
import { NoticeFileRefused, noticesInFile } from '#/calendars/notice-file.ts'

const RECORDER = { actor: 'li', reason: 'announced' }

const YAML = `year: 2027
title: 关于2027年部分节假日安排的通知
published_on: 2026-11-10
off: [2027-01-01/2027-01-03, 2027-02-05]
work: [2027-02-20]
`

const CSV = `year,title,published_on,day,state,region
2027,放假通知,2026-11-10,2027-01-01,off,
2027,放假通知,2026-11-10,2027-02-20,班,
2027,三月三,2026-12-01,2027-04-08,休,450000
`

function problemsOf(text: string, name = 'notice.yaml'): readonly string[] {
  try {
    noticesInFile(text, name, RECORDER)
  } catch (error) {
    if (error instanceof NoticeFileRefused) return error.problems
    throw error
  }
  return []
}

describe('a file of notices', () => {
  test('in YAML or JSON holds one notice or a list, with days and spans of days', () => {
    const [notice] = noticesInFile(YAML, 'notice.yaml', RECORDER)
    expect(notice).toEqual({
      jurisdiction: 'CN',
      region: null,
      year: 2027,
      title: '关于2027年部分节假日安排的通知',
      number: null,
      url: null,
      published_on: '2026-11-10',
      off: ['2027-01-01', '2027-01-02', '2027-01-03', '2027-02-05'],
      work: ['2027-02-20'],
      ...RECORDER,
    })
    const { actor: _actor, reason: _reason, ...written } = notice!
    expect(noticesInFile(JSON.stringify([written, written]), 'a.json', RECORDER)).toEqual([
      notice,
      notice,
    ])
  })

  test('in CSV holds a row a day; rows of one place and year are one notice', () => {
    expect(noticesInFile(CSV, 'notices.CSV', RECORDER)).toMatchObject([
      { region: null, off: ['2027-01-01'], work: ['2027-02-20'], title: '放假通知' },
      { region: '450000', off: ['2027-04-08'], work: [], title: '三月三' },
    ])
  })

  test('is refused with all that is wrong with it', () => {
    const wrong = YAML.replace('2027-02-05', '2027-02-30').replace('2026-11-10', 'November')
    expect(problemsOf(wrong)).toHaveLength(2)
    expect(problemsOf(`${YAML}holidays: []\n`)).toHaveLength(1)
    expect(problemsOf('year: [')).toHaveLength(1)
    expect(problemsOf('[]')).toEqual(['it holds no notice'])
    expect(problemsOf('2027-01-03/2027-01-01')).toHaveLength(1)
    expect(problemsOf('year,titel,day,state\n', 'a.csv')).toEqual([
      'the column title is missing',
      'the column published_on is missing',
      'the column titel is unknown or there twice',
    ])
    expect(problemsOf(`${CSV}2027,x,2026-11-10,2027-01-09,maybe,\n2027,x\n`, 'a.csv')).toEqual([
      'line 5: the state is maybe, neither off nor work',
      'line 6: 2 fields; the header has 6',
    ])
  })
})
