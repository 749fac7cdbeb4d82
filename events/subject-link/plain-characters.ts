import { plainText } from '#/identifiers/feed-noise.ts'

/**
 * Text of names and addresses as it is compared: compatibility forms become plain ones, blanks go,
 * letters become capitals, traditional characters that are common in names of shops and streets
 * become simplified, and numbers that are written in characters become digits where they count
 * something.
 */
export function plainCharacters(raw: string): string {
  const plain = plainText(raw.normalize('NFKC'))
  const simplified = Array.from(plain, (one) => SIMPLIFIED.get(one) ?? one).join('')
  return simplified.replace(COUNTED, (digits, unit: string) => numberOf(digits, unit))
}

/** Pairs of a traditional and its simplified character, side by side. */
const PAIRS =
  '責责東东號号樓楼門门開开關关業业國国華华廣广場场區区縣县鎮镇鄉乡灣湾龍龙鳳凤馬马魚鱼雞鸡鴨鸭鵝鹅豬猪麵面飯饭館馆廳厅' +
  '餅饼飲饮湯汤鍋锅燒烧滷卤鹽盐醬酱點点麗丽藝艺術术書书畫画衛卫醫医藥药診诊齒齿鏡镜電电腦脑機机車车輪轮銀银錢钱' +
  '買买賣卖貿贸貨货質质財财寶宝貝贝紅红綠绿藍蓝黃黄園园圓圆團团雲云風风陽阳陰阴時时興兴隆隆發发達达運运連连進进' +
  '遠远過过還还邊边樹树葉叶橋桥榮荣來来萬万億亿個个裡里裏里們们優优億亿傳传傑杰偉伟倉仓儀仪兒儿內内兩两冊册劃划' +
  '劉刘勝胜動动務务勞劳協协單单問问啟启報报墻墙壽寿學学實实寧宁審审導导師师帶带幣币幫帮廠厂張张強强彈弹後后' +
  '從从愛爱慶庆應应懷怀戲戏擇择據据數数無无會会極极樂乐歡欢歲岁氣气潔洁濟济營营爺爷獅狮環环產产當当療疗眾众' +
  '禮礼種种穩稳競竞筆笔節节糧粮純纯紙纸絲丝綜综維维網网線线總总織织羅罗義义聖圣聯联職职蘇苏蘭兰處处補补裝装製制' +
  '規规視视親亲覽览訂订訊讯設设許许訪访試试詩诗話话語语誠诚課课調调談谈請请論论證证護护讀读豐丰貴贵費费資资賓宾' +
  '賴赖趙赵躍跃農农鄭郑鄧邓釀酿鋪铺鋼钢錦锦鍾钟鐘钟鐵铁長长閣阁閩闽隊队際际雜杂雙双離离難难靈灵靜静頂顶順顺' +
  '領领頭头題题顏颜類类飛飞養养餘余駿骏驗验髮发鬆松鮮鲜鳥鸟麥麦齊齐'

const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  Array.from({ length: PAIRS.length / 2 }, (_, at) => [
    PAIRS.charAt(2 * at),
    PAIRS.charAt(2 * at + 1),
  ]),
)

/** What a number in an address or in the name of a branch counts. */
const COUNTED =
  /[一二三四五六七八九十百零〇]+(号楼|号|分店|店|分公司|部|楼|层|室|栋|幢|座|单元|弄|期|区(?=\d|$))/gu

const DIGITS = '零一二三四五六七八九'

function numberOf(text: string, unit: string): string {
  const written = text.slice(0, -unit.length)
  // 三八路口店 and the like are read digit by digit, 二十三 by its tens.
  if (!/[十百]/.test(written)) return digitByDigit(written) + unit
  let sum = 0
  let digit = 1
  let hasDigit = false
  for (const one of written) {
    if (one === '百' || one === '十') {
      sum += (hasDigit ? digit : 1) * (one === '百' ? 100 : 10)
      hasDigit = false
      continue
    }
    digit = Math.max(DIGITS.indexOf(one), 0)
    hasDigit = true
  }
  return String(sum + (hasDigit ? digit : 0)) + unit
}

function digitByDigit(text: string): string {
  return Array.from(text, (one) => Math.max(DIGITS.indexOf(one), 0)).join('')
}
