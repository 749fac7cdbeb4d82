import { expect, test } from 'vitest'
import { scoresCsv, subjectsOf } from '#/score/subjects-file.ts'

test('subjects are read one a line, in their order and as often as they stand there', () => {
  expect(subjectsOf('b:2\r\na:1\n\nb:2\n')).toEqual(['b:2', 'a:1', 'b:2'])
  expect(subjectsOf('')).toEqual([])
})

test('in CSV the column subject_id names them, wherever it stands', () => {
  expect(subjectsOf('\uFEFFname,subject_id\n"a, b",x:1\nc,"y:""2"""\n')).toEqual(['x:1', 'y:"2"'])
  expect(subjectsOf('subject_id\nx:1\n')).toEqual(['x:1'])
  expect(() => subjectsOf('subject_id,n\nx:1,1\n,2\n')).toThrow(
    'line 3 of the subjects has no subject_id',
  )
})

test('scores are written as CSV with one line a subject', () => {
  expect(scoresCsv(['x:1', 'a,"b"'], (subject) => String(subject.length))).toBe(
    'subject_id,score\nx:1,3\n"a,""b""",5\n',
  )
})
