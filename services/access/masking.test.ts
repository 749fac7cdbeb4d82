import { expect, test } from 'vitest'
import { catalogue } from '@jianwei/events/catalogue.ts'
import type { EventDefinition } from '@jianwei/events/define-event.ts'
import { ROLES, type RoleName } from '@jianwei/events/access/roles.ts'
import { personalFieldsOf } from '@jianwei/events/json-schema.ts'
import { maskedColumn, maskedEvent, type Maskable } from '#/access/masking.ts'
import { PURPOSES, type Purpose } from '#/access/masking-policy.ts'
import type { RoleGrant } from '#/access/principal.ts'
import type { Asker } from '#/access/shown-kinds.ts'

const ID_NUMBER = '350203199001011248'
const HERE = { region: '350203', department: '示例局' }

const complaint: Maskable = {
  type: 'ComplaintReceived',
  subject_id: '91350203MA00000018',
  ...HERE,
  data: {
    complaint_number: 'T-1',
    title: '张三的投诉',
    content: `张三，证件${ID_NUMBER}，电话13812345678，投诉示例食品有限公司`,
    place: '思明区湖滨南路88号',
    complainant_name: '张三',
    complainant_phone: '13812345678',
    respondent_name: '示例食品有限公司',
  },
}
const penalty: Maskable = {
  type: 'PenaltyDecided',
  subject_id: 'test:person-1',
  ...HERE,
  data: {
    penalty_types: ['02'],
    administrative_cp: '李四',
    administrative_cp_na: '1',
    administrative_cp_ui_code: ID_NUMBER,
    address_operating: '思明区湖滨南路88号',
    officers: [{ name: '王五', certificate_number: '35020012345' }],
    result: '对李四罚款',
  },
  raw: { administrative_cp_ui_code: ` ${ID_NUMBER}`, subject_id: 'x（1/1）' },
}

function asking(
  role: RoleName,
  purpose: Purpose = 'look_up',
  grant: Partial<RoleGrant> = {},
): Asker {
  return { purpose, grants: [{ role, region: '3502', domain: null, department: null, ...grant }] }
}

test('a regulator sees what was said, and neither who said it nor any number', () => {
  const { data, masked } = maskedEvent(complaint, asking('regulator'))
  expect(data).toEqual({
    complaint_number: 'T-1',
    title: '张*的投诉',
    content: '张*，证件3502**********1248，电话138****5678，投诉示例食品有限公司',
    place: '思明区湖滨南路***',
    complainant_name: '张*',
    complainant_phone: '138****5678',
    // The subject's credit code is an organisation's.
    respondent_name: '示例食品有限公司',
  })
  expect(masked).toEqual([
    'data.title',
    'data.content',
    'data.place',
    'data.complainant_name',
    'data.complainant_phone',
  ])
})

test('who works on an alert sees the name of the party, who looks up does not', () => {
  const lookedUp = maskedEvent(penalty, asking('regulator'))
  expect(lookedUp.data).toMatchObject({
    administrative_cp: '李*',
    administrative_cp_ui_code: '3502**********1248',
    address_operating: '思明区湖滨南路***',
    officers: [{ name: '王五', certificate_number: '35020012345' }],
    result: '对李*罚款',
  })
  const handled = maskedEvent(penalty, asking('regulator', 'handling'))
  expect(handled.data).toMatchObject({ administrative_cp: '李四', result: '对李四罚款' })
  expect(handled.masked).toEqual([
    'data.administrative_cp_ui_code',
    'raw.administrative_cp_ui_code',
  ])
  expect(handled.raw).toEqual({
    administrative_cp_ui_code: '3502**********1248',
    subject_id: 'x（1/1）',
  })
})

test('a department is shown what it sent, and an analyst no person', () => {
  const own = maskedEvent(complaint, asking('department', 'look_up', { department: '示例局' }))
  expect(own.data).toMatchObject({ complainant_name: '张三', complainant_phone: '13812345678' })
  expect(own.data['content']).toContain('3502**********1248')
  for (const asker of [
    asking('department', 'look_up', { department: '他局' }),
    asking('department'),
    asking('analyst'),
  ])
    expect(maskedEvent(complaint, asker).data).toMatchObject({
      title: '***',
      complainant_name: '张*',
    })
  expect(maskedEvent(penalty, asking('analyst', 'handling')).data).toMatchObject({
    administrative_cp: '李*',
    officers: [{ name: '王*', certificate_number: '35*******45' }],
  })
})

test('a role elsewhere shows nothing here, and of what lies nowhere only what holds everywhere', () => {
  const both: Asker = {
    purpose: 'handling',
    grants: [
      { role: 'regulator', region: '1101', domain: null, department: null },
      { role: 'analyst', region: '3502', domain: null, department: null },
    ],
  }
  expect(maskedEvent(penalty, both).data['administrative_cp']).toBe('李*')
  const there = { ...penalty, region: '110105' }
  expect(maskedEvent(there, both).data['administrative_cp']).toBe('李四')
  const { region: _, department: __, ...unplaced } = penalty
  expect(maskedEvent(unplaced, both).data['administrative_cp']).toBe('李*')
  expect(maskedEvent(unplaced, asking('regulator', 'handling')).data['administrative_cp']).toBe(
    '李四',
  )
})

test('a replacement is masked by the type that it replaces', () => {
  const corrected: Maskable = {
    type: 'FactCorrected',
    ...HERE,
    data: {
      fact: { source: 'urn:example:bureau', id: '1' },
      reason: `号码误填为${ID_NUMBER}`,
      replacement: { type: 'ComplaintReceived', region: '350203', data: complaint.data },
    },
  }
  const { data, masked } = maskedEvent(corrected, asking('regulator'))
  expect(JSON.stringify(data)).not.toContain('张三')
  expect(data).toMatchObject({ reason: '号码误填为3502**********1248' })
  expect(masked).toContain('data.replacement.data.complainant_phone')
})

test('a person at an organisation is none of its names', () => {
  const data = { ...complaint.data, respondent_name: '李四' }
  expect(maskedEvent({ ...complaint, data }, asking('analyst')).data['respondent_name']).toBe('李*')
})

test('columns of lists: the name of an organisation is none of a person', () => {
  const organisation = { subject_id: '91350203MA00000018', ...HERE }
  const trader = { ...organisation, subject_id: '92350203MA00000015' }
  const unknown = { ...organisation, subject_id: 'test:1' }
  const asker = asking('analyst')
  const shown = (value: string, whose: typeof unknown & { subject_type?: string }) =>
    maskedColumn('name', value, whose, asker)
  expect(shown('示例食品有限公司', unknown)).toEqual({ value: '示例食品有限公司', masked: false })
  expect(shown('李四', unknown)).toEqual({ value: '李*', masked: true })
  expect(shown('李四小吃店', trader)).toEqual({ value: '李*', masked: true })
  expect(shown('李四小吃店', { ...unknown, subject_type: 'enterprise' }).masked).toBe(false)
  expect(maskedColumn('decision_number', `书${ID_NUMBER}`, organisation, asker)).toEqual({
    value: '书3502**********1248',
    masked: true,
  })
  expect(maskedColumn('telephone', null, organisation, asker).masked).toBe(false)
})

test('every personal field of a fact says what it holds, and none is shown to the public', () => {
  const definitions: readonly EventDefinition[] = catalogue
  for (const definition of definitions.filter(({ role }) => role === 'fact'))
    for (const { path, kind } of personalFieldsOf(definition))
      expect([definition.type, path, kind]).not.toContain('on_duty')
  for (const purpose of PURPOSES) {
    const { data } = maskedEvent(penalty, asking('public', purpose))
    expect(JSON.stringify(data)).not.toMatch(/李四|王五|1990/)
  }
})

test('no role is shown a number of a person for any purpose', () => {
  for (const role of ROLES)
    for (const purpose of PURPOSES)
      for (const event of [complaint, penalty])
        for (const department of [null, '示例局'])
          expect(
            JSON.stringify(maskedEvent(event, asking(role, purpose, { department }))),
          ).not.toContain('19900101')
})
