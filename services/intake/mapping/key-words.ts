/** What a key of the mapping language says: for the schema that editors read, and the document. */
export interface KeyWords {
  readonly en: string
  readonly zh: string
}

const words = (en: string, zh: string): KeyWords => ({ en, zh })

const WHEN = words('left out where this condition does not hold', '条件不成立时省略')
const WITH = words(
  'left out where that field of the same object is left out: a currency goes with its amount',
  '同一对象中所指字段省略时一并省略，例如币种随金额省略',
)
const SEPARATOR = words('what stands between the items of a list in one text', '文本列表的分隔符')
const OPTIONAL = words(
  'an empty column leaves the field out; otherwise the row is refused',
  '列为空时省略该字段；否则该行拒收',
)

/** By the group that a key stands in: the mapping, its input, an event, a form of value. */
export const KEY_WORDS: Readonly<Record<string, KeyWords>> = {
  'mapping.mapping': words('its name: lower-case letters, digits, `-` and `_`', '映射名称'),
  'mapping.description': words('what its files are, in words', '说明'),
  'mapping.source': words(
    'CloudEvents `source`: the system that the facts come from',
    '数据来源标识',
  ),
  'mapping.input': words('how the file is read', '文件的读取方式'),
  'mapping.identity': words(
    'what ids name: `record`s of a register, which may come again with other content and are ' +
      'then corrected; or `occurrence`s, of which the same id with other content is refused',
    '编号指称登记记录（内容变化即更正）或者一次性事件',
  ),
  'mapping.release': words(
    '`whole`: each file is the whole register, and facts that it lacks are retracted; with ' +
      'terms: how many may be gone',
    '整份发布：名录中不再出现的记录予以撤回',
  ),
  'mapping.changed_at': words(
    'when a record changed, where a column says so: a correction is known from then on',
    '记录变更时间，更正自该时起为人所知',
  ),
  'mapping.time_zone': words(
    'IANA zone in which the dates of the file are meant: `Asia/Shanghai`',
    '日期所在时区',
  ),
  'mapping.tables': words(
    'code tables, written out or `{ file, key, value }` of a CSV file beside the mapping',
    '代码表',
  ),
  'mapping.feeds': words(
    'of which bodies the file has all events, for what waits for them ([feeds](feeds.md)); ' +
      '`nothing`: an import states nothing',
    '报送范围说明',
  ),
  'mapping.skip': words(
    'rows that hold no event, on purpose; a row that gives none otherwise is refused',
    '有意略过的行',
  ),
  'mapping.events': words('the events that a record gives', '每条记录生成的事件'),
  'mapping.changes': words(
    'of a change log: what a record changes of facts that are there',
    '变更记录对已有事实的更改',
  ),

  'input.format': words(
    '`ndjson`: an object a line; `json`: an array, or objects one after another, on any lines; ' +
      '`exchange`: `ndjson` in the government exchange format',
    '文件格式',
  ),
  'input.records': words(
    '`exchange`: the records are of the exchange format (`cd_operation` …), in any format of file',
    '记录为政务数据交换格式',
  ),
  'input.encoding': words(
    'if not said, UTF-8, or GB 18030 where most lines beyond ASCII are that and no UTF-8; UTF-16 ' +
      'by its mark',
    '字符编码；未写明时自动识别',
  ),
  'input.header_row': words(
    'tables: the line with the names, from 1; lines above it are passed over; `0` where no line ' +
      'names the columns',
    '表头所在行；0 表示无表头',
  ),
  'input.sheet': words(
    'workbooks: by name, or by number from 1; the first if not said',
    '工作表名称或者序号',
  ),
  'input.at': words('JSON: where the array lies in an object: `data.items`', 'JSON 数组所在位置'),
  'input.element': words('XML: the element that is a record', 'XML 中作为一条记录的元素'),
  'input.delimiter': words('CSV: one character of ASCII', 'CSV 分隔符'),
  'input.columns': words(
    'tables: the columns that must be there; without a header, all of them in their order',
    '必须具备的列；无表头时按顺序列出全部列',
  ),
  'input.empty': words('texts that mean in every column that it is empty', '各列中表示空值的文字'),

  'event.type': words('the type of the event', '事件类型'),
  'event.schema_version': words('the version of the type', '事件类型的版本'),
  'event.when': words('a record gives this event only where this holds', '满足条件时才生成'),
  'event.each': words(
    'one event for each item of this column, which `item` then names',
    '对列表中的每一项各生成一个事件',
  ),
  'event.source': words('where it is another than that of the mapping', '与映射不同的数据来源'),
  'event.id': words(
    'a template: unique within the source, over all events of all rows',
    '来源内唯一的编号',
  ),
  'event.subject': words('whom it is about: a USCC, or `namespace:local`', '监管对象'),
  'event.region': words('a code of GB/T 2260, or `namespace:local`', '行政区划'),
  'event.department': words('the body that acted or reported', '作出行为或者上报的部门'),
  'event.occurred_at': words('when it happened', '发生时间'),
  'event.reported_at': words(
    'when the source knew of it, or `unknown` on purpose; only the exchange format says it by ' +
      'itself',
    '数源部门录入时间；unknown 表示文件未载明',
  ),
  'event.correlation_id': words('what ties it to other events', '关联编号'),
  'event.data': words('the fields of the event', '事件内容'),

  'column.column': words(
    'its name; `name#2`, `#3` by place; `a.b` in JSON and XML; `@line`, `@hash` of the record',
    '列名',
  ),
  'column.as': words('how the text is read', '读取方式'),
  'column.pattern': words(
    'the part of the text that is read: the first group of a regular expression (RE2), or all ' +
      'that it matches',
    '以正则表达式截取文本',
  ),
  'column.format': words('of dates: one or several, of which the first that fits', '日期格式'),
  'column.pivot': words(
    'of years of two digits: the first year that they may mean; 1970 if not said',
    '两位年份的起始年份',
  ),
  'column.time': words(
    "the time of day in another column: `{ column: t, format: 'H:mm' }`",
    '时刻所在的另一列',
  ),
  'column.unit': words(
    'of amounts; `written`: as the text says, else the main unit of the currency',
    '金额单位',
  ),
  'column.currency': words('of amounts with `unit: written`: ISO 4217', '币种'),
  'column.separator': SEPARATOR,
  'column.table': words('a code table of the mapping', '所用代码表'),
  'column.otherwise': words(
    'what the event says where the table has no entry',
    '代码表未列时的取值',
  ),
  'column.unlisted': words(
    'where the table has no entry and `otherwise` is not given',
    '代码表未列时拒收该行或者省略字段',
  ),
  'column.default': words('what the event says where the column is empty', '列为空时的取值'),
  'column.empty': words('texts that mean that it is empty: `[/, 无]`', '表示空值的文字'),
  'column.without_end': words(
    'texts that mean without end: `[长期, 9999-12-31]`; the event says null',
    '表示长期有效的文字',
  ),
  'column.optional': OPTIONAL,
  'column.unreadable': words(
    '`leave_out`, of an optional column: a text that cannot be read costs the field and not the ' +
      'row, and is counted by column and reason',
    '无法识别时拒收该行，或者仅省略该字段并计数',
  ),
  'column.on': words(
    'of regions: the day that decides, a column, `occurred_at`, or `any` where none does',
    '区划以何日为准',
  ),
  'column.within': words('of regions: where it lies, a code or another column', '所属上级区划'),
  'column.abolished': words(
    'of regions: a code that is no longer in force is refused, or its only `successor` is taken',
    '已撤销区划代码的处理',
  ),
  'column.with': WITH,

  'template.template': words("a text with columns in it: `'city:{企业}'`", '含列名的文本模板'),
  'template.optional': OPTIONAL,
  'constant.constant': words('always the same', '固定值'),
  'constant.when': WHEN,
  'constant.with': WITH,
  'object.object': words('values by their fields', '对象'),
  'object.when': WHEN,
  'list.list': words('values one after another', '列表'),
  'each.each': words('a column that holds a list, in JSON or as one text', '含列表的列'),
  'each.item': words('the value of each item, which `item` names', '每一项的取值'),
  'each.separator': SEPARATOR,
  'each.optional': OPTIONAL,
  'zip.zip': words('columns with lists that belong together, by field', '相互对应的多个列表列'),
  'zip.separator': SEPARATOR,
  'zip.optional': OPTIONAL,

  'condition.column': words('the column that is looked at', '所判断的列'),
  'condition.present': words('whether something stands in it', '是否有值'),
  'condition.equals': words('it says this', '等于'),
  'condition.in': words('it says one of these', '属于其中之一'),
  'condition.not_in': words('it says none of these', '不属于其中任何一个'),
  'condition.all': words('all of these hold', '全部成立'),
  'condition.any': words('one of these holds', '任一成立'),
  'condition.not': words('this does not hold', '不成立'),

  'change.correct': words('the id of the fact that is corrected', '被更正事实的编号'),
  'change.retract': words('the id of the fact that is retracted', '被撤回事实的编号'),
  'change.type': words('the type of the fact', '事实类型'),
  'change.when': words('a record says this change only where this holds', '满足条件时才更改'),
  'change.source': words('where the fact is of another than that of the mapping', '事实的其他来源'),
  'change.change_id': words(
    'unique within the source; else the fact, `changed_at` and what is changed name the change',
    '变更编号',
  ),
  'change.reason': words('why, in the words of the source', '变更理由'),
  'change.field': words(
    'the field that the row changes, one of `set`, where rows name a field and its new value',
    '该行所更改的字段',
  ),
  'change.set': words('fields and their new values', '字段的新值'),
  'change.remove': words('fields that are taken out', '删去的字段'),
  'change.occurred_at': words('when it truly happened', '更正后的发生时间'),
  'change.region': words('where it truly happened', '更正后的区划'),
  'change.department': words('who truly acted', '更正后的部门'),
}
